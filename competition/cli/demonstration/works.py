"""Invented outcomes: titles and texts that read like those of a real contest."""

from collections.abc import Iterator
from random import Random

SUBJECTS = {
    "DL": [
        "高压断路器操作机构",
        "变压器套管",
        "输电线路绝缘子",
        "配电网故障区段",
        "水轮发电机组导叶",
        "继电保护压板",
        "电缆终端头",
        "换流阀冷却系统",
        "电能计量装置",
        "地下管廊电缆",
        "变电站蓄电池组",
        "水电站闸门启闭机",
        "架空线路弧垂",
        "发电机定子线棒",
        "母线槽接头",
        "调速器液压系统",
        "避雷器泄漏电流",
        "开关柜局部放电",
    ],
    "JX": [
        "大型轴承滚道",
        "数控机床主轴",
        "转向架构架",
        "液压缸密封",
        "铸件浇注系统",
        "齿轮箱装配",
        "工程机械回转支承",
        "曲轴锻造模具",
        "薄壁件焊接",
        "机匣钻孔",
        "泵轴动平衡",
        "深孔加工刀具",
        "涂装线输送",
        "减速机试验台",
        "车轮压装",
    ],
    "TX": [
        "基站天馈系统",
        "光缆接头盒",
        "机房空调群控",
        "传输网割接",
        "杆路应急抢修",
        "室内分布系统",
        "蓄电池在线核容",
        "光纤配线",
        "隧道漏缆",
        "数据中心配电",
    ],
    "HG": [
        "合成氨变换炉",
        "精馏塔真空系统",
        "循环水旁滤",
        "硫磺回收尾气",
        "聚合釜搅拌",
        "装卸鹤管",
        "换热器清洗",
        "危化品仓储巡检",
        "催化剂装填",
        "废酸浓缩",
    ],
    "JC": [
        "水泥窑余热",
        "玻璃熔窑蓄热室",
        "预制构件养护",
        "骨料筛分",
        "立磨选粉机",
        "混凝土搅拌站废浆",
        "包装机插袋",
        "熟料篦冷机",
    ],
}
METHODS = [
    "带电检测",
    "状态监测",
    "快速更换",
    "自动定位",
    "防误闭锁",
    "在线诊断",
    "节能改造",
    "机械臂作业",
    "数字孪生仿真",
    "无损修复",
    "精准对中",
    "远程巡视",
]
FORMS = ["装置", "系统", "工具", "工艺", "方法", "平台"]
OPENINGS = (
    "针对{subject}依赖人工、效率低、风险高的问题，提出一种{method}的新{form}。",
    "围绕{subject}长期存在的难题，研制了可现场使用的{method}{form}。",
    "在多年检修实践中总结{subject}的规律，形成一套{method}{form}。",
)
EFFECTS = (
    "已在 {sites} 处现场应用 {months} 个月，单次作业时间由 {before} 小时缩短到 {after} 小时。",
    "在 {sites} 个班组推广 {months} 个月，人工投入减少 {percent}%，未发生安全事件。",
    "经 {months} 个月运行考核，故障率下降 {percent}%，年节约维护费用 {saved} 万元。",
)
NOVELTY = (
    "1. 首次把{method}用于{subject}，不停机即可完成。\n"
    "2. 结构轻便，两人 {minutes} 分钟内安装到位。\n"
    "3. 判别规则由现场数据得出，可随工况修正。"
)
TECHNOLOGY = (
    "由采集、判别、执行三部分组成；采样频率 {rate} kHz，定位误差不超过 {error} 毫米；"
    "关键部件采用国产器件，防护等级 IP65。"
)
PROSPECTS = (
    "同类{subject}在全省约有 {count} 台套，改造费用约 {cost} 万元一套，{payback} 个月可收回。"
)
KIND_LABELS = {
    "equipment": "装备与工具研制",
    "process": "工艺与技术改进",
    "software": "软件与数字化应用",
    "material": "材料与产品开发",
    "safety": "安全与环保技术",
    "method": "操作法与管理方法",
}


def titles(track: str, seed: int) -> Iterator[str]:
    """Titles of one track, none twice."""
    every = [
        f"{subject}{method}{form}"
        for subject in SUBJECTS[track]
        for method in METHODS
        for form in FORMS
    ]
    Random(f"{seed}-{track}").shuffle(every)
    return iter(every)


def texts(title: str, random: Random) -> dict[str, str]:
    """The answers of the entry form for a title, by field key."""
    method = next(word for word in METHODS if word in title)
    subject, _, form = title.partition(method)
    values = {
        "subject": subject,
        "method": method,
        "form": form,
        "sites": random.randint(3, 40),
        "months": random.randint(6, 36),
        "before": random.randint(6, 24),
        "after": random.randint(1, 5),
        "percent": random.randint(25, 70),
        "saved": random.randint(20, 400),
        "minutes": random.choice((10, 15, 20, 30)),
        "rate": random.choice((10, 20, 50, 100)),
        "error": random.choice((2, 3, 5)),
        "count": random.randint(80, 900),
        "cost": random.randint(3, 30),
        "payback": random.randint(4, 18),
    }
    summary = random.choice(OPENINGS) + random.choice(EFFECTS)
    return {
        "title": title,
        "kind": random.choice(list(KIND_LABELS)),
        "completed_on": f"2025-{random.randint(1, 9):02}-{random.randint(1, 28):02}",
        "summary": summary.format(**values),
        "problem": f"{subject}原来靠经验判断，停机检查一次影响生产，漏检又会造成设备损坏。",
        "novelty": NOVELTY.format(**values),
        "technology": TECHNOLOGY.format(**values),
        "application": random.choice(EFFECTS).format(**values),
        "economic_benefit": f"{random.randint(20, 900)}.{random.choice((0, 25, 5)):02}",
        "prospects": PROSPECTS.format(**values),
    }
