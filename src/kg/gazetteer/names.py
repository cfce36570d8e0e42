"""How names of divisions are written: committee endings, short forms, nationalities.

Only rules about strings live here; nothing in this module reads the code book.
"""

import re

# The nationalities that occur in names of autonomous places. Most carry 族; the names of the
# western ones are also used without it (巴里坤哈萨克自治县, 广西壮族自治区).
_WITH_ZU = (
    "各|满|回|苗|瑶|侗|壮|彝|藏|羌|黎|畲|水|白|傣|佤|怒|土|京|土家|布依|朝鲜|仫佬|毛南|仡佬|哈尼|拉祜|布朗|景颇|"
    "傈僳|独龙|普米|纳西|阿昌|德昂|基诺|门巴|珞巴|撒拉|保安|裕固|东乡|赫哲|高山|俄罗斯|塔塔尔|乌孜别克|鄂温克|鄂伦春"
)
_ZU_OPTIONAL = "蒙古|哈萨克|塔吉克|锡伯|柯尔克孜|维吾尔|达斡尔"
_NATION = f"(?:(?:{_WITH_ZU})族|(?:{_ZU_OPTIONAL})族?)"

# 委员会 and the ways the code book cuts or doubles it: 委会, 委员, 委, 委会会, 委员会委会, 员委会 …
_COMMITTEE = "[委员][委员会]*"
_NOTE = re.compile(r"(?<=.)[（(][^（）()]*[）)]+$")
_WRAPPED = re.compile(r"^[（(]([^（）()]+)[）)]$")
# 甲村（十一村）委会: the note stands inside the ending.
_INNER_NOTE = re.compile(rf"^(.+村)[（(][^（）()]*[）)](?={_COMMITTEE}$)")
_GACHA = re.compile(rf"^(.+嘎查)(?:村民|居民|牧民|村|居)?(?:{_COMMITTEE})$")
_HERDERS = re.compile(rf"^(.+?)(?:牧民|渔民|牧|渔){_COMMITTEE}$")
_VILLAGERS = re.compile(rf"^(.+)(?:村民|村){_COMMITTEE}$")
_RESIDENTS = re.compile(rf"^(.+)(?:居民|居)(?:管理)?{_COMMITTEE}$")
_COMMUNITY = re.compile(r"^(.+社区)(?:居民|居)?(?:管理)?[居委员会]+$")


def cut_committee(official: str) -> str:
    """The place name in a village-level name of the code book or of a report.

    马耳山村委会 and 马耳山村民委员会 -> 马耳山村; 水洛社区居委会 -> 水洛社区; 东关居民委员会 -> 东关社区;
    图牧吉嘎查委员会 -> 图牧吉嘎查. A stem that ends in 村, 社区 or 嘎查 gets nothing added, and a note in
    brackets at the end goes (平房村委会（平房分场） -> 平房村). A name without a committee ending comes back
    as it is: 森林公园虚拟生活区.
    """
    name = official
    while (shorter := _NOTE.sub("", name)) != name:
        name = shorter
    if wrapped := _WRAPPED.match(name):
        name = wrapped[1]
    name = _INNER_NOTE.sub(r"\1", name)
    if gacha := _GACHA.match(name):
        return gacha[1]
    if community := _COMMUNITY.match(name):
        # 太纸社区社区居委会 is a slip of the pen, not a name.
        return re.sub("(社区){2,}$", "社区", community[1])
    if residents := _RESIDENTS.match(name):
        stem = re.sub("(?<=..)居民$|(?<=社区)居$", "", residents[1])
        if stem.endswith("村民"):
            # 王堂村村民居委会 is a villagers' committee under a mixed title.
            return re.sub("村?村民$", "村", stem)
        return stem if stem.endswith(("社区", "嘎查")) else stem + "社区"
    if villagers := _HERDERS.match(name) or _VILLAGERS.match(name):
        stem = re.sub("(?<=..)村民$", "", villagers[1])
        return stem if stem.endswith(("村", "社区", "嘎查")) else stem + "村"
    return name


def village_stem(place: str) -> str | None:
    """The place name without its last 村 or 社区 (东青村 -> 东青), or None if under two characters remain."""
    for ending in ("社区", "村"):
        if place.endswith(ending):
            stem = place.removesuffix(ending)
            return stem if len(stem) >= 2 else None
    return None


_TOWN = re.compile(rf"^(.{{2,}}?)({_NATION}*)(民族乡|街道|地区|苏木|镇|乡)$")


def town_names(official: str) -> frozenset[str]:
    """All spellings that can mean a town: 太白河镇 and 太白河; 高头回族乡, 高头乡 and 高头."""
    found = {official}
    if cut := _TOWN.match(official):
        stem, nation, kind = cut.groups()
        found |= {stem, stem + kind}
        if nation:
            found.add(stem + nation + kind)
        if kind in ("街道", "地区"):
            found |= {official + "办事处", stem + "办事处"}
    elif official.endswith("街道办事处"):
        found |= town_names(official.removesuffix("办事处"))
    return frozenset(found)


_PROVINCE = re.compile(rf"^(.{{2,}}?)(?:{_NATION}*自治区|省|市)$")
_PREFECTURE = re.compile(rf"^(.{{2,}}?)(?:{_NATION}*族?(自治州)|市|地区|盟)$")
_AUTONOMOUS = re.compile(rf"^(.{{2,}}?)(?:{_NATION}*族?自治(县|旗)|{_NATION}+族?(区))$")
# 矿区 is no ending here: 井陉 is 井陉县, not 井陉矿区. 林区 is one for 神农架 only (万柏林区 is 万柏林).
_COUNTY = re.compile(r"^(.{2,}?)(?:(?<=神农架)林区|特区|新区|县|市|旗|(?<!矿)区)$")


def province_names(official: str) -> frozenset[str]:
    """陕西省 -> 陕西省, 陕西; 广西壮族自治区 -> also 广西; 内蒙古自治区 -> also 内蒙古."""
    cut = _PROVINCE.match(official)
    return frozenset({official, cut[1]} if cut else {official})


def prefecture_names(official: str) -> frozenset[str]:
    """怀化市 -> 怀化市, 怀化; 红河哈尼族彝族自治州 -> also 红河州, 红河."""
    found = {official}
    if cut := _PREFECTURE.match(official):
        found.add(cut[1])
        if cut[2]:
            found.add(cut[1] + "州")
    return frozenset(found)


def county_names(official: str, *, zone: bool) -> frozenset[str]:
    """太白县 -> 太白县, 太白; 玉龙纳西族自治县 -> also 玉龙县, 玉龙; two characters must remain.

    A development zone (zone=True) has its full name only: 兰州新区 is never meant by 兰州.
    """
    found = {official}
    if not zone:
        if cut := _AUTONOMOUS.match(official):
            found |= {cut[1], cut[1] + (cut[2] or cut[3])}
        elif plain := _COUNTY.match(official):
            found.add(plain[1])
    return frozenset(found)
