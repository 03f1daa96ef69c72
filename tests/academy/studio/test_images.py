"""Images of a draft: any upload becomes a plain image of the same kind, or is refused for a reason."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image

from academy import editions, packs, pictures
from academy.editions.models import EditionFile
from academy.studio import drafts, images, publishing
from tests import factories, pages

COURSE = """
    kind: course
    title: With a picture
    code: WP-1
    summary: Made for the suite.
    hours: 1
    competencies: [Looks]
    rules: land
    modules:
      - slug: first
        title: First
        summary: First.
        activities:
          - {type: lesson, slug: see, title: See this, minutes: 60, body: "![A box](images/box.png)"}
"""
DELHI = {1: "N", 2: (28.0, 36.0, 50.0), 3: "E", 4: (77.0, 12.0, 32.0)}  # where a photograph was taken


def file(kind="PNG", size=(40, 30), mode="RGB", colour="red", **saved):
    written = BytesIO()
    Image.new(mode, size, colour).save(written, kind, **saved)
    return written.getvalue()


@pytest.fixture
def author(session):
    return factories.instructor()


@pytest.fixture
def desk(client, author):
    return client.sign_in(author)


@pytest.fixture
def draft(author):
    factories.rules()
    return drafts.edit(author, factories.edition("pictured", COURSE, **{"images/box__png": file()}))


@pytest.fixture
def upload(desk, draft):
    def send(data, name="photo.jpg", words="A counter", **query):
        sent = {"upload": (BytesIO(data), name), "words": words}
        return desk.post(
            f"/studio/{draft.id}/images", data=sent, query_string=query, content_type="multipart/form-data"
        )

    return send


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGB"), ("PNG", "P"), ("PNG", "RGBA"), ("JPEG", "RGB"), ("JPEG", "L"), ("WEBP", "RGB"), ("WEBP", "RGBA")],
)
def test_an_image_stays_of_its_kind(kind, mode):
    data, suffix = images.drawn(file(kind, mode=mode, colour=90 if mode != "RGBA" else (10, 20, 30, 40)))

    image = Image.open(BytesIO(data))
    assert (image.format, suffix, image.size) == (kind, images.SUFFIXES[kind], (40, 30))


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_where_and_with_what_a_photograph_was_taken_is_not_kept(kind):
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "Secret Phone 9", 6  # lies on its side
    exif.get_ifd(0x8825).update(DELHI)
    taken = file(kind, size=(60, 30), exif=exif) + b"<script>alert(1)</script>"
    assert Image.open(BytesIO(taken)).getexif().get_ifd(0x8825)

    data, _ending = images.drawn(taken)

    image = Image.open(BytesIO(data))
    assert image.size == (30, 60)
    assert not image.getexif() and not set(image.info) & {"exif", "icc_profile", "comment", "xmp"}
    assert not any(word in data for word in (b"Exif", b"Secret", b"<script>"))


def test_a_large_photograph_becomes_small_enough_for_a_pack():
    noise = BytesIO()
    Image.effect_noise((2400, 1800), 90).convert("RGB").save(noise, "JPEG", quality=70)

    data, _ending = images.drawn(noise.getvalue())

    assert max(Image.open(BytesIO(data)).size) <= 1600
    assert len(data) < packs.files.FILE_BYTES


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "svg"),
        (b"<html><script>alert(1)</script>", "unknown"),
        (file("GIF", mode="P", colour=1), "unknown"),
        (file(size=(5000, 4001), mode="1", colour=1), "pixels"),
        (file(save_all=True, append_images=[Image.new("RGB", (40, 30))]), "animated"),
        (file(size=(600, 600))[:-60], "broken"),
        (file() + bytes(images.LARGEST), "large"),
    ],
    ids=["a drawing", "a page", "a GIF", "too many pixels", "moving", "cut off", "too many bytes"],
)
def test_what_is_no_usable_image_is_refused_for_a_reason_and_not_kept(app, upload, draft, data, code):
    answer = upload(data, name="harmless.png")
    with app.test_request_context():
        reason = pictures.in_words(code, images.LARGEST)

    assert answer.status_code == 400
    page = pages.read(answer)
    assert reason in page.words
    assert page.all("input", name="words")[0]["value"] == "A counter"
    assert images.of(draft) == ["images/box.png"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("photo.jpg", "images/photo.png"),
        ("../../etc/passwd", "images/passwd.png"),
        ("My Queue (1).PNG", "images/my-queue-1.png"),
        ("box.png", "images/box-2.png"),
        ("تصویر.png", "images/image.png"),
        ("x" * 300 + ".png", f"images/{'x' * 60}.png"),
        ("a\u202egnp.exe", "images/agnp.png"),
    ],
)
def test_names_are_made_safe_and_tell_what_is_in_the_file(upload, draft, name, path):
    answer = upload(file(colour="blue"), name=name)

    assert answer.status_code == 302
    assert images.of(draft) == sorted(["images/box.png", path])


def test_the_same_image_is_kept_once(upload, draft, session):
    upload(file(colour="blue"), name="one.png")
    again = upload(file(colour="blue"), name="two.png")

    assert "new=images%2Fone.png" in again.location or "new=images/one.png" in again.location
    assert images.of(draft) == ["images/box.png", "images/one.png"]


def test_an_image_needs_words_for_those_who_cannot_see_it(upload, desk, draft):
    refused = upload(file(colour="blue"), words=" ")
    taken = upload(
        file(colour="blue"), name="one.png", words="Two [open] counters", to="modules/first/activities/lesson.see"
    )

    assert refused.status_code == 400
    page = pages.opened(desk, taken.location)
    assert "![Two (open) counters](images/one.png)" in page.words
    assert f"/studio/{draft.id}/edit/modules/first/activities/lesson.see" in page.links


def test_images_are_shown_with_where_they_are_used(upload, desk, draft):
    upload(file(colour="blue"), name="one.png")

    words = pages.opened(desk, f"/studio/{draft.id}/images").words

    assert "images/box.png Shown in: See this" in words
    assert "images/one.png No text shows it." in words


def test_an_image_that_is_removed_leaves_a_problem_where_it_was_shown_and_stays_in_the_history(desk, draft, session):
    desk.post(f"/studio/{draft.id}/images/remove", data={"path": "images/box.png"})
    again = desk.post(f"/studio/{draft.id}/images/remove", data={"path": "images/box.png"})

    assert again.status_code == 302
    assert images.of(draft) == []
    assert "no image called images/box.png" in pages.opened(desk, f"/studio/{draft.id}/").words
    assert session.scalar(sa.select(sa.func.count()).select_from(EditionFile)) == 1


def test_an_image_is_served_to_authors_as_an_image_and_nothing_else(client, desk, draft):
    address = f"/studio/{draft.id}/files/images/box.png"
    served = desk.get(address)
    unchanged = desk.get(address, headers={"If-None-Match": served.headers["ETag"]})

    assert (served.mimetype, served.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert unchanged.status_code == 304
    assert desk.get(f"/studio/{draft.id}/files/images/none.png").status_code == 404
    assert client.sign_in(factories.learner()).get(address).status_code == 403


@pytest.mark.parametrize(
    ("shown", "message"),
    [
        ("![A box](images/none.png)", "there is no image images/none.png in this pack"),
        (
            "[![A box](https://example.org/box.png)](https://example.org)",
            "there is no image https://example.org/box.png",
        ),
        ("![](images/box.png)", "say what the image images/box.png shows"),
    ],
)
def test_a_pack_with_an_image_that_nobody_could_see_is_not_taken_in(session, shown, message):
    factories.rules()

    with pytest.raises(packs.PackError, match="pack.yaml:14:") as refused:
        factories.edition("pictured", COURSE.replace("![A box](images/box.png)", shown), **{"images/box__png": file()})

    assert message in str(refused.value)


def test_a_draft_has_room_for_so_many_images(upload, monkeypatch):
    monkeypatch.setattr(images, "MOST", 1)

    answer = upload(file(colour="blue"))

    assert answer.status_code == 400
    assert "no room for more images" in answer.text


def test_an_edition_that_is_published_holds_the_image(upload, author, draft):
    upload(file("WEBP", colour="blue"), name="one.webp")

    edition = publishing.publish(author, draft, drafts.newest(draft).digest, "With another image")

    assert set(editions.files_of(edition)) == {"images/box.png", "images/one.webp"}
    data = editions.file_or_404(edition, "images/one.webp")
    assert Image.open(BytesIO(data)).format == "WEBP"
