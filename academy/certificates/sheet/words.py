"""The words of the sheet in the languages that it is printed in, with their digits and dates.

A certificate keeps its language for ever, whoever looks at it: these words follow the course, not its reader.
"""

from dataclasses import dataclass, replace
from datetime import date

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from academy.certificates.designs.content import Words as OwnWords

_DIGITS = "0123456789"
_OWN = ("title", "certifies", "completed", "note")  # what a design may say in place of the usual words


@dataclass(frozen=True, kw_only=True)
class Words:
    """Texts with {braces} take values; `direction` is ltr or rtl, `script` as `letters.script` has it, `joint` and
    `stop` part and end a list."""

    language: str
    locale: str
    digits: str = _DIGITS
    direction: str = "ltr"
    script: str = "latin"
    joint: str = "; "
    stop: str = "."
    title: str
    certifies: str
    completed: str
    hour: str
    hours: str
    result: str
    completed_on: str
    issued_on: str
    valid_until: str
    competencies: str
    personal_number: str
    number: str
    verify: str
    signed: str
    code: str
    logo: str
    signature: str
    demo: str
    document: str
    note: str = ""

    def with_those_of(self, own: OwnWords) -> "Words":
        """With what a design says in place of the usual words."""
        said = {name: getattr(own, name) for name in _OWN}
        return replace(self, **{name: text for name, text in said.items() if text})

    def day(self, day: date) -> str:
        return self._in_digits(format_date(day, "d MMMM y", Locale.parse(self.locale)))

    def figure(self, number: float, pattern: str | None = None) -> str:
        """The number as the language writes it; Babel never writes its digits."""
        return self._in_digits(format_decimal(number, pattern, locale=Locale.parse(self.locale)))

    def studied(self, hours: float) -> str:
        return (self.hour if hours <= 1 else self.hours).format(hours=self.figure(hours))

    def listed(self, competencies: tuple[str, ...]) -> str:
        return self.competencies.format(list=self.joint.join(competencies)) + self.stop

    def _in_digits(self, text: str) -> str:
        return text.translate(str.maketrans(_DIGITS, self.digits))


ENGLISH = Words(
    language="en",
    locale="en_GB",
    title="Certificate of Completion",
    certifies="This is to certify that",
    completed="has successfully completed the course",
    hour="{hours} hour of study",
    hours="{hours} hours of study",
    result="Result {score}%",
    completed_on="Completed on {date}",
    issued_on="Issued on {date}",
    valid_until="Valid until {date}",
    competencies="Competencies shown: {list}",
    personal_number="No. {number}",
    number="Certificate number",
    verify="Verify at",
    signed="Digitally signed by {issuer} · key {key}",
    code="QR code that leads to {address}",
    logo="Logo of {issuer}",
    signature="Signature of {name}",
    demo="DEMONSTRATION · This certificate proves nothing",
    document="Certificate {serial}",
)

URDU = Words(
    language="ur",
    locale="ur_PK",
    digits="۰۱۲۳۴۵۶۷۸۹",
    direction="rtl",
    script="urdu",
    joint="؛ ",
    stop="۔",
    title="سندِ تکمیل",
    certifies="تصدیق کی جاتی ہے کہ",
    completed="نے درج ذیل کورس کامیابی سے مکمل کر لیا ہے",
    hour="دورانیہ: {hours} گھنٹہ",
    hours="دورانیہ: {hours} گھنٹے",
    result="نتیجہ: {score} فیصد",
    completed_on="تاریخِ تکمیل: {date}",
    issued_on="تاریخِ اجرا: {date}",
    valid_until="میعاد: {date} تک",
    competencies="حاصل کردہ صلاحیتیں: {list}",
    personal_number="نمبر {number}",
    number="سند نمبر",
    verify="تصدیق کا پتہ",
    signed="ڈیجیٹل دستخط منجانب {issuer} · کلید {key}",
    code="کیو آر کوڈ، تصدیق کا پتہ: {address}",
    logo="نشان: {issuer}",
    signature="دستخط: {name}",
    demo="نمونہ · یہ سند کسی بات کا ثبوت نہیں",
    document="سند {serial}",
)

BANGLA = Words(
    language="bn",
    locale="bn_BD",
    digits="০১২৩৪৫৬৭৮৯",
    script="bangla",
    stop="।",
    title="কোর্স সমাপনী সনদ",
    certifies="এই মর্মে প্রত্যয়ন করা যাচ্ছে যে",
    completed="নিম্নোক্ত কোর্সটি সফলভাবে সম্পন্ন করেছেন",
    hour="সময়কাল: {hours} ঘণ্টা",
    hours="সময়কাল: {hours} ঘণ্টা",
    result="ফলাফল: {score}%",
    completed_on="সমাপ্তির তারিখ: {date}",
    issued_on="প্রদানের তারিখ: {date}",
    valid_until="মেয়াদ: {date} পর্যন্ত",
    competencies="অর্জিত দক্ষতা: {list}",
    personal_number="নম্বর {number}",
    number="সনদ নম্বর",
    verify="যাচাইয়ের ঠিকানা",
    signed="ডিজিটাল স্বাক্ষর: {issuer} · কী {key}",
    code="কিউআর কোড, যাচাইয়ের ঠিকানা: {address}",
    logo="প্রতীক: {issuer}",
    signature="স্বাক্ষর: {name}",
    demo="নমুনা · এই সনদ কিছুই প্রমাণ করে না",
    document="সনদ {serial}",
)

_ALL = {words.language: words for words in (ENGLISH, URDU, BANGLA)}


def of(language: str) -> Words:
    """English wherever there are no words in a language."""
    return _ALL.get(language, ENGLISH)
