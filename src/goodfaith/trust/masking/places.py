"""The parts of a Chinese address as one pattern: from province to room, written or spoken."""

from __future__ import annotations

import re
from typing import Final

_STOPS: Final = (
    "的了吗呢吧啊我您你他她它在是到去住从往跟就也还有没这那哪给"
    "寄送走嗯哦呃为叫说请问想要不把被让找看用坐过于至"
)
_N: Final = f"[\u4e00-\u9fff](?<![{_STOPS}])"
NUMBER: Final = (
    "(?:[甲乙丙]?[0-9]{1,5} ?|[零〇一二三四五六七八九十百两幺]{1,6}|[a-z])"
    "(?:[-之][0-9a-z一二三四五六七八九十]{1,4}){0,2}"
)
_PROVINCE: Final = (
    "(?:北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏"
    "|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南"
    "|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)"
    "(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?"
)
_NO_DISTRICT: Final = "(?<![小社园地城山景校厂战时专分学片港街辖市灾]区)"
_DISTRICT: Final = f"(?:区{_NO_DISTRICT}(?![别域分间块])|县(?!级|城)|旗)"
AREA: Final = (
    f"{_PROVINCE}|(?:{_N}){{2,5}}?(?:市(?![场民值面区])"
    f"|自治[州县]|地区)|(?:{_N}){{1,5}}?{_DISTRICT}"
)
_TOWN: Final = f"(?:{_N}){{1,5}}?(?:街道|镇|乡|村|社区)"
_ROAD: Final = (
    f"(?:{_N}){{1,7}}?(?:大道|大街|公路|胡同|[路街巷](?!道"
    f"|小区|花园|社区|[上边口过况由线径程人费子]))"
    "(?:[东西南北中]段|[东西南北中](?=\\d))?"
)
_BUILT: Final = (
    "小区|花园|家园|公寓|大厦|广场|[花名雅新佳]苑|[新家]村"
    "|嘉园|庄园|豪庭|华庭|名邸|写字楼|宿舍楼?|国际中心"
    "|科技园区?|工业园区?|产业园|商务楼|soho|新城|华府|名都|公馆|别墅|家属院|大院|[大中小]学"
    f"|[园苑庭邸府湾城居院墅寓阁里庐郡岛](?=第?{NUMBER}(?:号楼|栋|幢|座|单元|期))"
)
_ESTATE: Final = f"(?:[a-z0-9]|{_N}){{2,10}}?(?:{_BUILT})"
_HOUSE: Final = (
    f"{NUMBER}(?:号(?!线|码|文|称|召|角|脉|业|[院楼栋])(?:{NUMBER}[弄号])?|弄(?:{NUMBER}号(?!楼))?)"
)
_PHASE: Final = f"期(?=第?{NUMBER}(?:号|栋|幢|座|单元))"
_BUILDING: Final = f"第?{NUMBER}(?:号楼|号院|号?栋|幢|座(?![位机谈])|{_PHASE})"
_UNIT: Final = f"{NUMBER}(?:单元|门栋)"
_FLOOR: Final = f"{NUMBER}(?:楼|层)(?![市盘房次面])"
_ROOM: Final = f"{NUMBER}(?:室(?!内|外)|房(?![子产贷价屋间租东地]))"
_BARE_ROOM: Final = (
    r"[ ,\-]?(?:\d{3,4}"
    r"|[零〇一二三四五六七八九幺]{3,4})(?![\d零一二三四五六七八九年月日元块号万千百十])"
)
BETWEEN: Final = r"(?:[ ,、.\-]|嗯|呃|那个|然后|的){0,3}"

CHAIN: Final = re.compile(
    f"(?:{BETWEEN}(?:(?P<area>{AREA})|(?P<estate_first>{_ESTATE})(?={BETWEEN}第?{NUMBER})"
    f"|(?P<building>{_BUILDING})|(?P<unit>{_UNIT})|(?P<room>{_ROOM})|(?P<floor>{_FLOOR})"
    f"|(?P<house>{_HOUSE})|(?P<road>{_ROAD})|(?P<estate>{_ESTATE})|(?P<town>{_TOWN}))){{1,14}}"
    f"(?:(?<=[元栋幢座楼]){_BARE_ROOM})?"
)
ADMINISTRATIVE: Final = re.compile(f"(?:(?:{AREA})[ ,]?){{0,4}}+")
"""What of an address says only roughly where it is."""

ANCHOR: Final = re.compile(
    f"{NUMBER}(?:号楼|号院|栋|幢|座|单元|门栋|弄|室|房"
    f"|号|楼|层)|小区|花园|家园|公寓|大厦|[苑庭邸府]"
)
LABEL: Final = re.compile(
    "(?:地址|住址|住在|家住|家在|住的?是|搬到|寄到|送到|寄给|寄往|快递到|户籍|老家)"
    "(?:是|在|改成|变更为|:|,| |的|就|嗯|呃|那个){0,4}"
)
IN_NAMES: Final = re.compile(_N + "|[a-z0-9零一二三四五六七八九十 ,、-]")
"""A character that may stand inside an address."""
