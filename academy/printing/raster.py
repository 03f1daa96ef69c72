"""A printed page as a picture. The only place that knows PDFium."""

from io import BytesIO
from threading import Lock

_one_at_a_time = Lock()  # PDFium serves one thread


def picture(pdf: bytes, width: int) -> bytes:
    """The first page as a PNG of so many pixels; for documents of our own press."""
    import pypdfium2  # a tenth of a second to import, and only when somebody looks

    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[0]
            image = page.render(scale=width / page.get_width(), draw_annots=False).to_pil()
        finally:
            document.close()
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
