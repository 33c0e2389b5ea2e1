"""E-mail files: real ones are read, hostile ones are refused, and none takes long."""

import base64
import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_app.domain.contacts import FileEntry
from advisor_app.domain.mail import Mail, NotMailError, read

HTML = b"From: a@b.cn\nContent-Type: text/html; charset=utf-8\n\n"
NESTED = b"From: a@b.cn\n" + b"".join(
    b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (number, number) for number in range(2000)
)
MIXED = b"From: a@b.cn\nContent-Type: multipart/mixed; boundary=x\n\n"


def message(**headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in {"From": "张三 <Zhang@Example.com>", "To": "li@bank.cn", **headers}.items():
        made[name] = value
    return made


def test_a_mail_with_a_file() -> None:
    made = message(Cc="王五 <wang@bank.cn>", Subject="关于大额存单", Date="Tue, 24 Nov 2026 10:00:00 +0800")
    made.set_content("您好，\n请来电。")
    made.add_alternative("<p>您好</p>", subtype="html")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="../../存单.pdf")
    assert read(bytes(made)) == Mail(
        senders=("zhang@example.com",),
        receivers=("li@bank.cn", "wang@bank.cn"),
        at=1_795_485_600_000_000,
        subject="关于大额存单",
        text="您好，\n请来电。",
        files=(FileEntry("存单.pdf", b"%PDF"),),
    )


def test_html_is_read_for_its_words() -> None:
    hidden = "<head><title>x</title></head><script>alert(1)</script>"
    html = "<p>您好 &amp; 再见</p>第二行<br>第三<b>行</b> 1 &lt; 2"
    assert read(HTML + (hidden + html).encode()).text == "您好 & 再见\n第二行\n第三行 1 < 2"


def test_a_mail_in_the_encoding_of_old_programs() -> None:
    mail = "Subject: =?gb2312?B?{}?=\nContent-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n"
    head = mail.format(base64.b64encode("关于存单".encode("gbk")).decode()).encode()
    found = read(head + "您好，镕先生".encode("gb18030"))
    assert (found.subject, found.text, found.at) == ("关于存单", "您好，镕先生", None)


def test_a_mail_inside_a_mail_is_a_file() -> None:
    inner = message(Subject="旧邮件")
    inner.set_content("旧")
    made = message(Subject="转发")
    made.set_content("见附件")
    made.add_attachment(inner)
    [file] = read(bytes(made)).files
    assert b"Zhang@Example.com" in file.content


@pytest.mark.parametrize("charset", ["utf-9", "base64", ""])
def test_an_unknown_encoding_is_read_as_the_usual_one(charset: str) -> None:
    mail = (
        f"From: a@b.cn\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n您好"
    )
    assert read(mail.encode()).text == "您好"


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00" * 1000, b"%PDF-1.7\n", "你好".encode("utf-16")])
def test_what_is_no_mail_is_refused(content: bytes) -> None:
    with pytest.raises(NotMailError):
        read(content)


@pytest.mark.parametrize(
    "content",
    [
        NESTED,
        b"From: a@b.cn\n" + b"Content-Type: message/rfc822\n\n" * 5000,
        b"From: a@b.cn\n\n" + b"x" * (26 << 20),
        b"From: a@b.cn\nContent-Type: multipart/mixed;" + b"a;" * 100_000 + b"boundary=x\n\n--x\n",
        b"From: a@b.cn\nContent-Disposition: attachment; filename*0=x" + b"; filename*1=y" * 10_000 + b"\n\n",
        MIXED + b"--x\n\n" * 3000,
        b"From: " + b"(" * 100_000,
        MIXED + b"--x\n\n1\n" * 1500,
    ],
    ids=["nested", "mails", "large", "parameters", "names", "parts", "brackets", "fewer parts"],
)
def test_a_hostile_mail_is_refused_at_once(content: bytes) -> None:
    started = time.process_time()
    with pytest.raises(NotMailError):
        read(content)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "content",
    [
        HTML + b"<" * 2_000_000,
        HTML + b"<a " * 300_000,
        HTML + b"<!--" * 300_000,
        HTML + b"<script>" * 300_000,
        HTML + b"&" * 1_000_000,
        b"Subject: " + b"=?utf-8?q?" * 50_000,
        b"From: " + b"a@b.cn," * 50_000,
        b"From: a@b.cn\nDate: " + b"1 " * 100_000,
        b"From: a@b.cn\nDate: Tue, 24 Nov 99999 10:00:00 +0800",
        b"From: a@b.cn\n\n" + b"x" * (20 << 20),
    ],
)
def test_a_strange_mail_takes_no_time(content: bytes) -> None:
    started = time.process_time()
    assert len(read(content).text) <= 200_000
    assert time.process_time() - started < 3


@given(
    st.one_of(
        st.binary(), st.binary().map(lambda b: b"Subject: x\n" + b), st.binary().map(lambda b: MIXED + b)
    )
)
def test_anything_may_be_dropped(content: bytes) -> None:
    try:
        found = read(content)
    except NotMailError:
        return
    assert all("/" not in file.name for file in found.files)
