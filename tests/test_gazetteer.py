"""China's divisions through the public API of kg.gazetteer."""

import csv
import io
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.gazetteer import County, Gazetteer, UnknownDivision, cut_committee
from kg.gazetteer.compile import main

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="module")
def book() -> Iterator[Gazetteer]:
    with Gazetteer() as opened:
        yield opened


@pytest.fixture(scope="module")
def taibai(book: Gazetteer) -> County:
    return book.county("610331")


def codes(found: tuple[object, ...]) -> list[str]:
    return [one.code for one in found]  # type: ignore[attr-defined]


def test_levels(book: Gazetteer) -> None:
    assert [len(book.provinces), len(book.prefectures), len(book.counties)] == [31, 333, 2978]
    names = {one.name for one in book.prefectures + book.counties}
    assert not names & {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}


def test_taibai(taibai: County) -> None:
    assert (taibai.division.name, taibai.division.level) == ("太白县", "County")
    assert taibai.prefecture is not None
    assert (taibai.prefecture.name, taibai.province.name) == ("宝鸡市", "陕西省")
    assert len(taibai.towns) == 7
    assert Counter(one.level for one in taibai.villages) == {"Village": 44, "Community": 2}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("东青村", ["610331104200"]),
        ("东青", ["610331104200"]),
        (" 东青村委会 ", ["610331104200"]),
        ("东青村民委员会", ["610331104200"]),
        ("东青村村民委员会", ["610331104200"]),
        ("东青村村委会", ["610331104200"]),
        ("东青社区", []),
        ("散军塬村", ["610331103209"]),
        ("马耳山村", ["610331102203"]),
        ("七里川", ["610331100217"]),
        ("东大街社区居民委员会", ["610331100001"]),
        ("东大街社区", ["610331100001"]),
        ("东大街", ["610331100001"]),
        ("太白河镇", ["610331104"]),
        ("太白河", ["610331104"]),
        ("太白县", []),
        ("太白", []),
        ("东", []),
        ("", []),
    ],
)
def test_named_in_taibai(taibai: County, name: str, expected: list[str]) -> None:
    assert codes(taibai.named(name)) == expected


def test_dongqing_village(book: Gazetteer, taibai: County) -> None:
    (village,) = taibai.named("东青村")
    assert (village.name, village.official, village.level) == ("东青村", "东青村委会", "Village")
    town = taibai.parent_of(village)
    assert (town.name, town.level, town.parent) == ("太白河镇", "Township", "610331")
    assert taibai.parent_of(town) == taibai.division
    assert taibai.parent_of(taibai.division) == taibai.prefecture
    assert [one.name for one in book.containing(village)] == ["太白河镇", "太白县", "宝鸡市", "陕西省"]
    meixian = book.county("610326")
    assert meixian.named("东青村") == meixian.named("东青") == ()
    with pytest.raises(UnknownDivision, match="610331104200"):
        meixian.parent_of(village)


def test_all_homonyms_come_back(book: Gazetteer) -> None:
    zhuanglang = book.county("620825")
    found = zhuanglang.named("大庄村")
    assert len(found) == 7
    assert {one.name for one in found} == {"大庄村"}
    assert len({one.parent for one in found}) == 7
    assert zhuanglang.named("大庄村村民委员会") == found
    # The bare stem also means the town 大庄镇.
    assert set(zhuanglang.named("大庄")) == {*found, *zhuanglang.named("大庄镇")}
    assert Counter(one.level for one in zhuanglang.named("大庄")) == {"Village": 7, "Township": 1}


@pytest.mark.parametrize(
    ("official", "place"),
    [
        ("马耳山村委会", "马耳山村"),
        ("马耳山村民委员会", "马耳山村"),
        ("马耳山村村民委员会", "马耳山村"),
        ("大周村村委会", "大周村"),
        ("罗村村村民委员会", "罗村村"),
        ("新居村委会", "新居村"),
        ("东青村", "东青村"),
        ("忽鸡沟村委", "忽鸡沟村"),
        ("闫庄村民委员会会", "闫庄村"),
        ("郝开村民员委会", "郝开村"),
        ("王堂村村民居委会", "王堂村"),
        ("贤女庙村村民村委会", "贤女庙村"),
        ("东沟社区村民委员会", "东沟社区"),
        ("水洛社区居委会", "水洛社区"),
        ("水洛社区居民委员会", "水洛社区"),
        ("张河社区居民管理委员会", "张河社区"),
        ("桃花山社区委员会", "桃花山社区"),
        ("商务社区居民居委会", "商务社区"),
        ("工农社区居", "工农社区"),
        ("太纸社区社区居委会", "太纸社区"),
        ("常兴街道居委会", "常兴街道社区"),
        ("安居居委会", "安居社区"),
        ("杭村居委会", "杭村社区"),
        ("东关居民委员会", "东关社区"),
        ("乌兰哈达嘎查", "乌兰哈达嘎查"),
        ("图牧吉嘎查委会", "图牧吉嘎查"),
        ("特莫图嘎查村民委员会", "特莫图嘎查"),
        ("通史嘎查村委员会", "通史嘎查"),
        ("夏尔格村牧民委员会", "夏尔格村"),
        ("文群牧委会", "文群村"),
        ("平房村委会（平房分场）", "平房村"),
        ("白山社区（白河）", "白山社区"),
        ("东城嘉园村（居）委会", "东城嘉园村"),
        ("（高家坪村委会）", "高家坪村"),
        ("新口（芦苇场）村委会", "新口（芦苇场）村"),
        ("森林公园虚拟生活区", "森林公园虚拟生活区"),
        ("开发区虚拟社区", "开发区虚拟社区"),
        ("居委会", "居委会"),
        ("", ""),
    ],
)
def test_committee_endings(official: str, place: str) -> None:
    assert cut_committee(official) == place
    assert cut_committee(place) == place


@pytest.mark.parametrize("code", ["610399", "6103", "61", "610331104", "110199", "", "太白县"])
def test_unknown_county(book: Gazetteer, code: str) -> None:
    with pytest.raises(UnknownDivision, match="nbs2023") as caught:
        book.county(code)
    assert isinstance(caught.value, KeyError)


@pytest.mark.parametrize(
    ("code", "name", "province"),
    [("110101", "东城区", "北京市"), ("500229", "城口县", "重庆市"), ("429004", "仙桃市", "湖北省")],
)
def test_county_under_the_province(book: Gazetteer, code: str, name: str, province: str) -> None:
    county = book.county(code)
    assert (county.division.name, county.prefecture, county.province.name) == (name, None, province)
    assert county.division.parent == county.province.code == code[:2]
    assert book.containing(county.division) == (county.province,)
    assert county.towns and county.villages


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("太白县", ["610331"]),
        ("太白", ["610331"]),
        ("玉龙纳西族自治县", ["530721"]),
        ("玉龙县", ["530721"]),
        ("玉龙", ["530721"]),
        ("积石山", ["622927"]),
        ("东乡县", ["622926"]),
        ("鄂伦春旗", ["150723"]),
        ("莫力达瓦", ["150722"]),
        ("神农架", ["429021"]),
        ("万柏林", ["140109"]),
        ("万柏", []),
        ("六枝", ["520203"]),
        ("浦东", ["310115"]),
        ("清新", ["441803"]),
        ("井陉", ["130121"]),
        ("兰州", []),
        ("兰州新区", ["620171"]),
        ("鼓楼区", ["320106", "320302", "350102", "410204"]),
        ("郊", []),
        ("市辖区", []),
        ("县", []),
        ("", []),
    ],
)
def test_counties_named(book: Gazetteer, name: str, expected: list[str]) -> None:
    assert codes(book.counties_named(name)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("怀化", ["4312"]),
        ("红河哈尼族彝族自治州", ["5325"]),
        ("红河州", ["5325"]),
        ("红河", ["5325"]),
        ("延边州", ["2224"]),
        ("大兴安岭", ["2327"]),
        ("锡林郭勒", ["1525"]),
        ("海西州", ["6328"]),
        ("巴音郭楞", ["6528"]),
        ("市辖区", []),
        ("省直辖县级行政区划", []),
    ],
)
def test_prefectures_named(book: Gazetteer, name: str, expected: list[str]) -> None:
    assert codes(book.prefectures_named(name)) == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [("陕西", "61"), ("陕西省", "61"), ("广西", "45"), ("内蒙古", "15"), ("新疆", "65"), ("西藏", "54"),
     ("北京", "11"), ("宁夏回族自治区", "64")],
)  # fmt: skip
def test_provinces_named(book: Gazetteer, name: str, code: str) -> None:
    assert codes(book.provinces_named(name)) == [code]


def test_town_of_a_nationality(book: Gazetteer) -> None:
    tongzhou = book.county("110112")
    (town,) = tongzhou.named("于家务回族乡")
    assert tongzhou.named("于家务乡") == (town,)
    assert town in tongzhou.named("于家务")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder shared/ with the sample tables is not here")
def test_same_as_the_sample_tables(book: Gazetteer) -> None:
    tables = sorted(SHARED.glob("nbs2023_*.csv"))
    assert tables
    kinds = {"residents_committee": "Community", "quasi_residents": "Community"}
    for table in tables:
        with table.open(encoding="utf-8", newline="") as text:
            rows = list(csv.DictReader(text))
        county = book.county(next(r["nbs_code_2023"] for r in rows if r["level"] == "county")[:6])
        known = {one.code: one for one in county.towns + county.villages}
        for row in rows:
            if row["level"] in ("town", "village"):
                code = row["nbs_code_2023"][: 9 if row["level"] == "town" else 12]
                one = known[code]
                assert (one.official, one.name) == (row["official_name"], row["place_name"])
                kind = "Township" if row["level"] == "town" else kinds.get(row["unit_kind"], "Village")
                assert one.level == kind
                assert one in county.named(one.name)


def tarball(path: Path, villages: list[tuple[str, str]]) -> Path:
    levels = {
        "provinces": [("11", "北京市"), ("61", "陕西省")],
        "cities": [("1101", "市辖区"), ("6103", "宝鸡市")],
        "areas": [("110101", "东城区"), ("610331", "太白县")],
        "streets": [("110101001", "东华门街道"), ("610331104", "太白河镇")],
        "villages": villages,
    }
    with tarfile.open(path, "w:gz") as tar:
        for stem, rows in levels.items():
            text = "code,name,above\n" + "".join(f'{code},"{name}",0\n' for code, name in rows)
            info = tarfile.TarInfo(f"package/dist/{stem}.csv")
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    return path


VILLAGES = [("110101001001", "多福巷社区居委会"), ("610331104200", "东青村委会"), ("610331104201", "6号村")]


def test_compile_gives_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    assert main([str(tarball(tmp_path / "a.tgz", VILLAGES)), "-o", str(first)]) == 0
    assert main([str(tarball(tmp_path / "b.tgz", VILLAGES[::-1])), "-o", str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()
    assert "12 digits: 3 rows" in capsys.readouterr().out
    with Gazetteer(first) as small:
        assert [one.name for one in small.prefectures] == ["宝鸡市"]
        assert [one.name for one in small.county("610331").villages] == ["东青村", "6号村"]
        assert small.county("110101").named("多福巷")[0].code == "110101001001"


BROKEN = [("610331104202", "新</td></"), ("610331104200", "又一村"), ("610331199200", "无镇村"), ("61", "短")]


@pytest.mark.parametrize("row", BROKEN)
def test_compile_refuses_broken_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: tuple[str, str]
) -> None:
    target = tmp_path / "out.zip"
    assert main([str(tarball(tmp_path / "a.tgz", [*VILLAGES, row])), "-o", str(target)]) == 1
    assert "error: package/dist/villages.csv" in capsys.readouterr().err
    assert not target.exists()
