"""How a picture came to be, in IPTC's words and by whom: an XMP packet that travels in its file.

https://iptc.org/std/photometadata/specification/, http://cv.iptc.org/newscodes/digitalsourcetype/
"""

from enum import StrEnum
from typing import Final
from xml.sax.saxutils import escape

__all__ = ["SourceType", "tool_mark", "xmp_packet"]

_VOCABULARY: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"


class SourceType(StrEnum):
    """IPTC digital source types that this product makes."""

    GENERATED = "trainedAlgorithmicMedia"
    DRAWN = "compositeSynthetic"  # by rules, without a trained model: the preview
    COMPOSITE_GENERATED = "compositeWithTrainedAlgorithmicMedia"
    COMPOSITE = "compositeCapture"


def tool_mark(version: str = "") -> bytes:
    """The part of a packet that names the tool, and so tells whose file it is."""
    return f"<xmp:CreatorTool>{f'Lumiku {version}'.strip()}</xmp:CreatorTool>".encode()


def xmp_packet(source: SourceType, *, version: str = "", creator: str = "") -> bytes:
    """The packet of a picture of this origin: the tool's version, and the brand as `creator`."""
    named = f"<dc:creator><rdf:Seq><rdf:li>{escape(creator)}</rdf:li></rdf:Seq></dc:creator>"
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about=""'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
        f"<Iptc4xmpExt:DigitalSourceType>{_VOCABULARY}{source}</Iptc4xmpExt:DigitalSourceType>"
        f"{tool_mark(version).decode()}{named if creator else ''}"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="w"?>'
    ).encode()
