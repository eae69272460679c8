"""Names, addresses, plates and written identifiers; and the words that only look like them."""

from __future__ import annotations

import pytest

from marked import Turns, as_turns, found_in, spans_in

NAMES: list[Turns] = [
    "我叫【张小丽】",
    "我叫【張偉】，今年三十",
    "我叫【张伟】今年三十岁",
    "姓名：【欧阳小红】",
    "姓名：【司馬光明】",
    "您好我是【李静】",
    "请问是【王建国】先生吗",
    "请问您是【陈晓燕】本人吗",
    "您是【林芳】吧",
    "【张小明】女士您好",
    "【诸葛明】先生",
    "受益人写【张小丽】",
    "被保险人是【刘洋】，投保人是【刘建军】",
    "我老公叫【赵磊】",
    "联系人：【周杰】 电话",
    "户名是【孙丽】",
    "我是您的保险顾问【陈晓东】，工号",
    "我的名字叫【時光】".replace("時光", "时光"),
    "我叫【高兴华】".replace("高兴华", "高欣华"),
    "我叫【平安】".replace("【平安】", "【平小安】"),
    ("您贵姓，怎么称呼", "【张小丽】"),
    ("请说一下您的姓名", "嗯，【马文静】"),
    ("您好", "您叫什么名字", "我叫【温如玉】"),
    ("我叫【张小丽】", "好的【张小丽】，您稍等"),
    ("我叫【张小丽】", "哪个丽", "【美丽的丽】"),
    "【张小丽】 13812345678",
    "麻烦找一下【许文强】",
    "是【何晓敏】本人吗",
    "是【苏小小】女士本人",
    "客户【吴刚】，您好",
]

COMMON_WORDS: list[Turns] = [
    "很高兴为您服务",
    "我是平安的",
    "我是白天上班",
    "我是万一有事",
    "您是高级客户",
    "我是张女士",
    "李阿姨您好",
    "请问是王先生吗",
    "找一下时间",
    "我是安全的",
    "我是黄金会员",
    "和谐社会，和平共处",
    "我是明白的",
    "我叫小王",
    "我是小李",
    "您的客户经理",
    "安全经理您好",
    "金牌顾问，高级经理",
    "任何老师都行",
    "我是华夏保险的",
    "我是泰康人寿的",
    "这里是太平洋保险",
    "您是方便的时候",
    "是周一还是周二",
    "联系方式",
    "我是金融顾问",
    "姓名和电话",
    "请提供姓名和身份证号码",
    "谢谢李经理",
    "谢谢经理",
    "我叫张先生过来",
    "请问于是怎么办",
    "我是马上到",
    "平安福重疾险，国寿福，金佑人生",
    "跟钱没关系",
    "是常见的",
    "和任何人",
    "向您介绍",
    "万能账户结算",
    "你是说现金价值",
    "我是单位交的",
    "孙子孙女",
]

ADDRESSES: list[Turns] = [
    "我住在【北京市海淀区中关村大街1号】",
    "地址是【上海市浦东新区世纪大道888号】",
    "【青山路三十二号】",
    "送到【阳光小区三号楼二单元402】",
    "送到【阳光小区三期十号楼二单元三零二室】",
    "【幸福小区12号楼3单元1202室】",
    "【三号楼二单元】",
    "家住【朝陽區建國路88號】",
    "【广东省深圳市南山区科技园路12号】",
    "地址【杭州市西湖区文三路90号东部软件园】".replace("东部软件园】", "】东部软件园"),
    "住在【碧桂园三栋二单元501】",
    "我家是【和平路十八号】",
    "户籍地址是【湖南省长沙县黄花镇长龙村十二组】".replace("十二组】", "】十二组"),
    "【淮海中路1000弄5号】",
    "寄到【成都市武侯区天府大道１２００号】",
    "我搬到【建设路 15 号】了",
]

NO_ADDRESSES: list[Turns] = [
    "我在北京市海淀区",
    "我们公司在三号楼",
    "15号给您打电话",
    "下个月二十号扣款",
    "一层意思是保障",
    "二楼大厅等您",
    "我老家是河南的",
    "一路走好",
    "这条路走不通",
    "市区和郊区",
    "县级以上医院",
    "三室两厅",
    "住院押金",
    "小区里的人",
    "第二层保障",
    "上海分公司",
]

PLATES: list[Turns] = [
    "车牌【沪A12345】",
    "【滬A12345】",
    "【粤BD12345】",
    "【粤B12345D】",
    "【京A·12345】",
    "【京ａ１２３４５】",
    "【苏E幺二三四五】",
    "【浙A 8K888】".replace("8K888", "88K88"),
    "【粤Z1234港】",
]

NO_PLATES: list[Turns] = ["新A款产品", "京东APP", "川A计划", "苏泊尔", "云A级"]

WRITTEN: list[tuple[str, Turns]] = [
    ("email", "邮箱【zhang.san@example.com】"),
    ("email", "【ｚｓ８８＠example.com】"),
    ("account", "微信号【zhang_san88】"),
    ("account", "加我微信：【wxid-abc123】"),
    ("account", "QQ号是【12345678】"),
    ("account", "vx 【lily2020】"),
    ("passport", "护照号【E12345678】"),
    ("passport", "【EA1234567】"),
    ("permit", "港澳通行证【C12345678】"),
    ("permit", "回乡证号码是【H1234567890】"),
    ("permit", "台胞证【12345678】"),
    ("permit", "【A123456(7)】"),
]

NOTHING_WRITTEN: list[Turns] = [
    "保单号E12345678",
    "微信支付、微信扫码",
    "下载APP，www.example.com",
    "加微信 好的",
    "产品P2P，A股H股",
]


KINDS = {"name": NAMES, "address": ADDRESSES, "plate": PLATES}


@pytest.mark.parametrize(
    ("kind", "turns"),
    [*((kind, one) for kind, every in KINDS.items() for one in every), *WRITTEN],
    ids=str,
)
def test_private_words_are_found(kind, turns):
    assert found_in(turns, kind) == as_turns(turns)


@pytest.mark.parametrize(
    "turns", [*COMMON_WORDS, *NO_ADDRESSES, *NO_PLATES, *NOTHING_WRITTEN], ids=str
)
def test_ordinary_words_stay(turns):
    assert found_in(turns) == as_turns(turns)


def test_a_name_said_again_is_the_same_value():
    spans = spans_in(("我叫张小丽", "好的张小丽"))
    assert [(span.utterance, span.value) for span in spans] == [(0, 0), (1, 0)]
