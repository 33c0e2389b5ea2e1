"""Finding what was written about a contact among 200,000: the newest fifty, held against a look at every note.

Both look for the same words in the same store, and must find the same contacts in the same order. What LIKE cannot
tell, where a Latin word begins and what a mask hides, is not asked for here.
"""

import random
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from advisor_app.data import note_search
from advisor_app.data.apply import driver, write_rows
from advisor_app.data.store import Store
from advisor_app.domain.records import Interaction
from benchmarks import Result
from benchmarks.synthetic_book import DAY, TODAY, new_store, people, write_people

NOTES, CUSTOMERS, SHOWN, GOAL = 200_000, 5_000, 50, 0.05
_USUAL = """
    客户 谈了 回访 电话 存单 到期 理财 基金 利率 转存 意向 考虑 资料 下周 上午 下午 已发 短信 微信 网点 家人 孩子 父母
    资金 收益 风险 稳健 定期 活期 保险 黄金 贷款 房贷 信用卡 手机银行 登录 密码 短期 长期 满意 犹豫 联系 预约 到行 面谈
"""
_SELDOM = """
    装修 留学 退休 拆迁 离婚 创业 体检 移民 车位 学费 工伤 继承 诉讼 股权 税务 养老金 年终奖 公积金 旅游 搬家
"""
_LIKE = "SELECT id FROM interactions WHERE note LIKE ? ORDER BY happened_at DESC LIMIT ?"


def notes(count: int, seed: int = 5) -> list[str]:
    """Return seeded notes: sentences of words that are often used, in one of fifty a word that is not."""
    rng = random.Random(seed)  # noqa: S311  # the same every time
    usual, seldom, made = _USUAL.split(), _SELDOM.split(), []
    for _ in range(count):
        words = rng.choices(usual, k=rng.randint(6, 24))
        if rng.random() < 0.02:
            words.insert(rng.randrange(len(words)), rng.choice(seldom))
        for place in range(4, len(words), 5):
            words[place] += rng.choice("，。；")
        made.append("".join(words))
    return made


def write_notes(store: Store, written: Sequence[str], customers: Sequence[bytes], seed: int = 6) -> None:
    """Write a contact for each note, a few minutes apart, as a first pull does: customer by customer."""
    rng = random.Random(seed)  # noqa: S311  # the same every time
    rows = [
        Interaction(
            place.to_bytes(16, "big"), rng.choice(customers), None, "phone", "out", None, None, note,
            TODAY * DAY - place * 300_000_000, *[None] * 8,
        )
        for place, note in enumerate(written)
    ]  # fmt: skip
    rows.sort(key=lambda row: (row.customer_id, row.happened_at))
    with store.write() as tx:
        write_rows(tx, "interactions", Interaction._fields, rows)


def queries(written: Sequence[str], seed: int = 7) -> list[str]:
    """Return what people look for: words, names of things of two to six characters, and what nobody wrote."""
    rng = random.Random(seed)  # noqa: S311  # the same every time
    asked = [*_SELDOM.split(), *rng.sample(_USUAL.split(), 20), "没有写过", "区块链", "利息税"]
    for note in rng.sample(written, 60):
        start, length = rng.randrange(len(note) - 6), rng.randint(2, 6)
        asked.append(note[start : start + length].strip("，。；"))
    return [text for text in dict.fromkeys(asked) if len(text) >= 2 and not set("，。；") & set(text)]


def run() -> Iterable[Result]:
    """Measure."""
    persons, written = people(CUSTOMERS), notes(NOTES)
    with tempfile.TemporaryDirectory() as folder:
        store = new_store(Path(folder, "store.db"))
        write_people(store, persons)
        write_notes(store, written, [person.id for person in persons])
        started = time.perf_counter()
        transactions = [_refresh(store)]
        while transactions[-1]:
            transactions.append(_refresh(store))
        indexed = time.perf_counter() - started
        asked = queries(written)
        _look(store, asked)  # what the page cache holds then is what it holds in use
        index_seconds, like_seconds, wrong = _look(store, asked)
        store.close()
    same = 1 - wrong / len(asked)
    yield Result("note_search.same", same, "share", "LIKE", same, "= 1", not wrong)
    ratio = sum(index_seconds) / sum(like_seconds)
    mean = sum(index_seconds) / len(asked) * 1000
    yield Result("note_search.all", mean, "ms", "LIKE", ratio, f"≤ {GOAL}", ratio <= GOAL)
    worst = max(a / b for a, b in zip(index_seconds, like_seconds, strict=True))
    middle = median(index_seconds) * 1000
    yield Result("note_search.worst", middle, "ms", "LIKE", worst, "told", ok=True)
    yield Result("note_search.index", indexed, "s", "note (ms)", indexed / NOTES * 1000, "told", ok=True)


def _refresh(store: Store) -> int:
    with store.write() as tx:
        return note_search.refresh(tx)


def _look(store: Store, asked: Sequence[str]) -> tuple[list[float], list[float], int]:
    """Return the seconds that both ways take for each text, and for how many they differ."""
    index_seconds, like_seconds, wrong = [], [], 0
    for text in asked:
        with store.read() as tx:
            started = time.perf_counter()
            found = note_search.search(tx, text, SHOWN)
            index_seconds.append(time.perf_counter() - started)
            started = time.perf_counter()
            wanted = driver(tx).execute(_LIKE, (f"%{text}%", SHOWN)).fetchall()
            like_seconds.append(time.perf_counter() - started)
        wrong += [key for (key,) in wanted] != found
    return index_seconds, like_seconds, wrong
