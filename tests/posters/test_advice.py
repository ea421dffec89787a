"""Preflight and the claim check: each remark when it is due, and silence when it is not."""

from collections.abc import Callable

import pytest

from lumiku.posters.advice.claims import ClaimKind, check_claims
from lumiku.posters.advice.preflight import Finding, Severity, preflight
from lumiku.posters.document.content import Content
from lumiku.posters.document.formats import ExportKey
from lumiku.posters.document.schemas import Photo, PosterDoc, TextLayer
from lumiku.posters.editing import Brand, lay_out

Change = dict[str, object]


@pytest.fixture
def doc(brand: Brand, content: Content, photos: list[Photo]) -> PosterDoc:
    return lay_out("hero-halves", brand, content, photos, ExportKey.IG_STORY)


def with_headline(doc: PosterDoc, **change: object) -> list[Finding]:
    layers = [
        layer.model_copy(update=change) if layer.id == "headline" else layer for layer in doc.layers
    ]
    return preflight(doc.model_copy(update={"layers": layers}))


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


class TestPreflight:
    def test_a_good_poster_is_passed_in_silence(self, doc: PosterDoc) -> None:
        assert preflight(doc) == []

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"y": 40.0}, "outside_safe_zone"),
            ({"y": 1700.0}, "outside_safe_zone"),
            ({"x": -300.0}, "outside_canvas"),
            ({"size": 14.0, "leading": 1.1}, "text_too_small"),
            ({"colour": "#cf3fa0", "surface": "panel"}, "low_contrast"),
            ({"cut": True}, "text_cut"),
            ({"sample": True}, "sample_text"),
            ({"lines": ["Promo 🎉"]}, "unsupported_characters"),
            ({"lines": ["Hai {nama}"]}, "unknown_variable"),
        ],
    )
    def test_one_fault_one_remark(self, doc: PosterDoc, change: Change, code: str) -> None:
        (finding,) = with_headline(doc, **change)
        assert finding.code == code
        assert finding.layer == "headline"
        assert finding.text.id != finding.text.en

    def test_large_type_may_have_less_contrast(self, doc: PosterDoc) -> None:
        assert "low_contrast" not in codes(
            with_headline(doc, colour="#f7a8dc", surface="panel", size=70.0)
        )

    def test_the_gravest_comes_first(self, doc: PosterDoc) -> None:
        findings = with_headline(doc, x=-300.0, lines=["Serum instan"], cut=True)
        assert [finding.severity for finding in findings] == [
            Severity.PROBLEM,
            Severity.WARNING,
            Severity.HINT,
        ]

    def test_marketplaces_want_a_plain_photo(
        self, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        shop = lay_out("hero-halves", brand, content, photos, ExportKey.TOKOPEDIA)
        (finding,) = preflight(shop)
        assert finding.code == "text_on_main_photo"
        assert finding.suggested_template == "hero-plain"
        plain = lay_out("hero-plain", brand, content, photos, ExportKey.TOKOPEDIA)
        assert preflight(plain) == []
        (warning,) = preflight(plain, watermark=True)
        assert warning.code == "watermark_on_main_photo"
        assert warning.severity is Severity.PROBLEM

    def test_a_watermark_is_nobodys_business_elsewhere(self, doc: PosterDoc) -> None:
        assert preflight(doc, watermark=True) == []

    def test_a_tiny_photo(
        self, brand: Brand, content: Content, facts: Callable[[str], Photo]
    ) -> None:
        tiny = facts("pose").model_copy(update={"width": 160, "height": 200})
        doc = lay_out("hero-spotlight", brand, content, [tiny], ExportKey.IG_POST)
        assert codes(preflight(doc)) == ["photo_too_small"]

    def test_before_and_after_is_a_claim(
        self, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        doc = lay_out("change-beside", brand, content, photos, ExportKey.IG_POST)
        (finding,) = preflight(doc)
        assert (finding.code, finding.severity) == ("before_after", Severity.HINT)

    def test_the_journeys_headline_gets_a_hint_and_is_not_blocked(
        self, brand: Brand, content: Content, photos: list[Photo]
    ) -> None:
        sari = content.model_copy(update={"headline": "New Serum - Glowing Skin in 7 Days"})
        doc = lay_out("hero-halves", brand, sari, photos, ExportKey.IG_POST)
        (finding,) = preflight(doc)
        assert finding.code == "claim_instant"
        assert finding.severity is Severity.HINT
        assert "in 7 Days" in finding.text.id
        assert any(
            "7 Days" in " ".join(layer.lines)
            for layer in doc.layers
            if isinstance(layer, TextLayer)
        )


class TestClaims:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("Putih instan sekali oles", ClaimKind.INSTANT),
            ("Glowing dalam 3 hari", ClaimKind.INSTANT),
            ("Langsung cerah!", ClaimKind.INSTANT),
            ("Glowing Skin in 7 Days", ClaimKind.INSTANT),
            ("Menyembuhkan jerawat", ClaimKind.MEDICAL),
            ("Mengobati eksim", ClaimKind.MEDICAL),
            ("memutihkan kulit", ClaimKind.MEDICAL),
            ("Teh pelangsing herbal", ClaimKind.MEDICAL),
            ("tanpa efek samping", ClaimKind.MEDICAL),
            ("Jus detoks", ClaimKind.MEDICAL),
            ("100% aman", ClaimKind.ABSOLUTE),
            ("Dijamin putih", ClaimKind.ABSOLUTE),
            ("Serum nomor 1", ClaimKind.ABSOLUTE),
            ("Cocok untuk semua jenis kulit", ClaimKind.ABSOLUTE),
            ("hasil permanen", ClaimKind.ABSOLUTE),
            ("Rekomendasi dokter kulit", ClaimKind.ENDORSEMENT),
            ("Lulus BPOM", ClaimKind.ENDORSEMENT),
        ],
    )
    def test_risky_words(self, text: str, kind: ClaimKind) -> None:
        claims = check_claims(text)
        assert kind in {claim.kind for claim in claims}
        for claim in claims:
            assert text[claim.start : claim.end] == claim.words
            assert claim.reason.id != claim.reason.en

    @pytest.mark.parametrize(
        "text",
        [
            "Kulit terasa lembap sepanjang hari",
            "Buka setiap hari, 7 hari seminggu",
            "Diskon 3 hari saja",
            "Dikirim dari Bandung",
            "Beras putih pulen",
            "Kaus putih polos",
            "Obral akhir tahun",
            "Pesan sebelum jam 12",
            "Nomor WA 0812-3456-7890",
            "Dengan niacinamide dan ekstrak beras",
            "",
        ],
    )
    def test_everyday_words(self, text: str) -> None:
        assert check_claims(text) == []

    def test_overlaps_are_told_once(self) -> None:
        claims = check_claims("dijamin putih instan dalam 3 hari")
        assert [claim.words for claim in claims] == ["dijamin putih", "instan", "dalam 3 hari"]
