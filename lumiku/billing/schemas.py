"""What merchants ask for and are told about orders, and what Duitku sends."""

from typing import Annotated, Final, Literal
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lumiku import texts
from lumiku.accounts.policy import Tier
from lumiku.errors import InvalidInput
from lumiku.schemas import In, Moment, OrderId, Out, Rupiah, Url

__all__ = ["Callback", "Order", "OrderIn"]

Text = Annotated[str, Field(min_length=1, max_length=255)]
_INCOMPLETE: Final = texts.Text(
    "isi callback tidak lengkap atau ada isian yang dua kali",
    "the callback is not complete, or has a field twice",
    texts.Reader.DEVELOPER,
)


class OrderIn(In):
    """A plan for some months."""

    tier: Annotated[Literal["starter", "pro"], Field(examples=["starter"])]
    """The plan; not below the one that runs."""
    months: Annotated[int, Field(ge=1, le=12)] = 1
    """For how many months."""
    payment_method: Annotated[str, Field(pattern=r"^[A-Z0-9]{2}$", examples=["SP"])] = "SP"
    """Duitku's code of the way to pay; `SP` is QRIS."""


class Order(Out):
    """An order of a plan."""

    id: OrderId
    """The order's id."""
    tier: Tier
    """The plan."""
    months: Annotated[int, Field(json_schema_extra={"minimum": 1, "maximum": 12})]
    """For how many months."""
    amount_idr: Rupiah
    """What is to be paid, in whole rupiah."""
    status: Literal["open", "paid", "failed"]
    """`open` until Duitku says whether it was paid."""
    payment_url: Url | None
    """Where the merchant pays; null until Duitku gave one."""
    reference: str | None
    """Duitku's reference; null until there is one."""
    created_at: Moment
    """When it was made."""
    paid_at: Moment | None
    """When it was paid; null while it is not."""
    valid_until: Moment | None
    """Until when the plan holds through it; null while it is not paid."""


class Callback(BaseModel):
    """The fields of Duitku's callback that count; it may send more.

    The amount stays the text that was signed.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    merchant_code: Annotated[Text, Field(alias="merchantCode")]
    """Our code at Duitku."""
    amount: Annotated[str, Field(min_length=1, max_length=20)]
    """What was paid, in rupiah, as it was signed."""
    order_id: Annotated[Text, Field(alias="merchantOrderId")]
    """The id of our order."""
    result_code: Annotated[Text, Field(alias="resultCode")]
    """`00` when it was paid, anything else when it was not."""
    signature: Text
    """Duitku's signature of merchant code, amount and order."""
    reference: Annotated[str, Field(max_length=255)] = ""
    """Duitku's reference of the payment."""

    @classmethod
    def of_form(cls, raw: bytes) -> "Callback":
        """Reads a form; a name that comes twice is refused. Raises InvalidInput."""
        try:
            pairs = parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=60)
            fields = dict(pairs)
            if len(fields) != len(pairs):
                raise ValueError("a field comes twice")
            return cls.model_validate(fields)
        except (ValueError, ValidationError) as error:
            raise InvalidInput.at("", _INCOMPLETE) from error
