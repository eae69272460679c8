"""Names, places and things of daily life, all made up; no real company or address."""

from __future__ import annotations

from random import Random
from typing import Final

from goodfaith.demo.simulator.seeding import pick
from goodfaith.demo.simulator.spoken import say_digits, say_number

SURNAMES: Final = (
    "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 "
    "萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 余 潘 杜 戴 夏 钟 汪 田 "
    "任 姜 范 方 石 姚 谭 廖 邹 熊 金 陆 郝 孔 白 崔 康 毛 邱 秦 江 史 顾 侯 邵 孟 龙 万 段 "
    "雷 钱 汤 尹 黎 易 常 武 乔 贺 赖 龚 文"
).split()
MALE: Final = (
    "伟 强 磊 军 洋 勇 杰 涛 明 超 刚 平 辉 鹏 斌 波 宁 峰 浩 凯 建国 建军 志强 志明 国强 "
    "文斌 海涛 晓东 俊杰 宇航 子轩 浩然 嘉豪 家辉 永康 德华 少华 振宇 立新 卫东 春生 福生 "
    "长青 天佑 启明 思远 泽宇 一鸣 庆生 广林 景山 绍军 玉林 新民 维国 光辉"
).split()
FEMALE: Final = (
    "芳 娜 敏 静 丽 艳 娟 霞 燕 玲 梅 红 英 萍 婷 雪 倩 颖 琳 洁 秀英 桂英 秀兰 玉兰 丽华 "
    "丽娟 海燕 晓梅 晓燕 雅琴 淑芬 淑珍 美玲 春梅 冬梅 佳怡 欣怡 梦琪 雨桐 思琪 诗涵 子涵 "
    "若曦 慧敏 文静 秋菊 彩霞 凤英 翠萍 银花 小红 素芬 爱华 月娥 巧云 佩瑶"
).split()
CITIES: Final = ("江城", "云州", "临海", "南浦", "安阳湾", "青川", "泰和", "永宁", "平江", "北陵")
_DISTRICTS: Final = "滨江 城南 城北 东湖 西苑 高新 开元 望江 河东 新城".split()
_ROADS: Final = (
    "滨江 解放 建设 人民 中山 长青 文化 迎宾 和平 育才 桃园 学府 朝阳 友谊 青年 丰收 新华 湖滨"
).split()
_ESTATES: Final = (
    "锦绣 阳光 翠湖 金桂 碧水 丽景 世纪 春江 御景 明珠 馨园 盛世 枫林 悦府 江南 水岸"
).split()
CARS: Final = (
    "大众朗逸 丰田卡罗拉 本田思域 比亚迪秦 比亚迪宋 吉利帝豪 哈弗H6 日产轩逸 长安CS75 "
    "五菱宏光 别克君威 奇瑞瑞虎 丰田凯美瑞 本田雅阁 大众途观 理想L6 特斯拉Model3 红旗H5"
).split()
ILLNESSES: Final = (
    "高血压 甲状腺结节 乳腺结节 脂肪肝 胆囊息肉 肺结节 高血脂 胃炎 腰椎间盘突出 子宫肌瘤 "
    "尿酸高 乙肝携带 窦性心律不齐 血糖偏高 肾结石"
).split()
JOBS: Final = {
    "teacher": "在小学当老师",
    "nurse": "在医院做护士",
    "driver": "跑网约车",
    "shop": "自己开个小店",
    "clerk": "在公司做文员",
    "accountant": "做会计的",
    "programmer": "做软件的",
    "worker": "在厂里上班",
    "sales": "做销售的",
    "courier": "送快递的",
    "civil": "在街道办上班",
    "engineer": "做工程的",
    "manager": "在公司管个小部门",
    "restaurant": "开饭馆的",
    "farmer": "在家种点地，农闲出去打工",
    "decorator": "搞装修的",
}
PLATE_PROVINCES: Final = ("鄂", "湘", "浙", "皖", "赣", "苏")


def person_name(rng: Random, female: bool) -> str:
    """A name of two or three characters."""
    surname = SURNAMES[int(len(SURNAMES) * rng.random() ** 1.6)]  # frequent names come first
    given = pick(rng, FEMALE if female else MALE)
    if len(given) == 1 and rng.random() < 0.25:
        given += pick(rng, FEMALE if female else MALE)[0]
    return surname + given


def address(rng: Random, city: str) -> str:
    """An address as one would say it: 云州市滨江区桃园路一百零八号锦绣家园六栋三零二."""
    road = (
        f"{pick(rng, _DISTRICTS)}区{pick(rng, _ROADS)}路{say_number(1 + int(rng.random() * 280))}号"
    )
    estate = pick(rng, _ESTATES) + pick(rng, ("家园", "小区", "花园", "苑"))
    room = say_digits(f"{1 + int(rng.random() * 18)}0{1 + int(rng.random() * 4)}")
    return f"{city}市{road}{estate}{say_number(1 + int(rng.random() * 20))}栋{room}"
