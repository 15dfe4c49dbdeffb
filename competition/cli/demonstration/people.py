"""Invented people: common and rare names, always the same ones."""

from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡"
    "余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯"
    "龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
DOUBLE = ("欧阳", "上官", "诸葛", "司徒", "令狐", "慕容")
FIRST = "建国志宏文晓海永春秀玉明德嘉雨思佳天一子俊宇泽浩梓欣雅静立成向新庆树长洪光正学"
SECOND = "平强军伟磊涛斌勇杰鹏辉刚峰超波林华民生东亮飞龙云霞红梅兰英芳娟敏洁婷琳颖莹雪晨阳"
SINGLE = "伟芳娜敏静丽强磊洋艳勇军杰涛明超霞平刚辉鹏斌波宁倩琳昊轩毅锐"
RARE = ("张㛃", "李䶮", "王𬭎", "陈𣲗", "刘𠅤", "杨祎", "赵喆", "黄燊", "周垚", "徐犇")
MINORITY = ("阿依努尔·买买提", "扎西顿珠", "阿木尔", "沙马尔古", "达瓦次仁")


class People:
    """Gives a new name at each call; no name twice until the plain combinations are used up."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.given: set[str] = set()
        self.special = list(RARE + MINORITY)
        self.random.shuffle(self.special)
        self.count = 0

    def name(self) -> str:
        """The next name: about one in thirty carries a rare character or several parts."""
        self.count += 1
        if self.count % 30 == 7 and self.special:
            return self.special.pop()
        while True:
            name = self._plain()
            if name not in self.given:
                self.given.add(name)
                return name

    def phone(self) -> str:
        """A number in the form of a mobile number."""
        return f"13{self.random.randint(0, 9)}{self.random.randint(0, 99_999_999):08}"

    def _plain(self) -> str:
        choose = self.random.choice
        surname = choose(DOUBLE) if self.random.random() < 0.02 else choose(SURNAMES)
        if self.random.random() < 0.2:
            return surname + choose(SINGLE)
        return surname + choose(FIRST) + choose(SECOND)
