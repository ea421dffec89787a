"""What merchants ask for and are told about orders, and what Duitku sends."""

from typing import Annotated, Literal
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lumiku.accounts.policy import Tier
from lumiku.errors import InvalidInput
from lumiku.schemas import In, Moment, Out

__all__ = ["Callback", "Order", "OrderIn"]

Text = Annotated[str, Field(min_length=1, max_length=255)]


class OrderIn(In):
    """A plan for some months, and Duitku's code of the way to pay (`SP` is QRIS)."""

    tier: Annotated[Literal["starter", "pro"], Field(examples=["starter"])]
    months: Annotated[int, Field(ge=1, le=12)] = 1
    payment_method: Annotated[str, Field(pattern=r"^[A-Z0-9]{2}$", examples=["SP"])] = "SP"


class Order(Out):
    """An order; `payment_url` is where the merchant pays."""

    id: str
    tier: Tier
    months: int
    amount_idr: int
    status: str  # open | paid | failed
    payment_url: str | None
    reference: str | None
    created_at: Moment
    paid_at: Moment | None
    valid_until: Moment | None


class Callback(BaseModel):
    """The fields of Duitku's callback that count; it may send more.

    The amount stays the text that was signed.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    merchant_code: Annotated[Text, Field(alias="merchantCode")]
    amount: Annotated[str, Field(min_length=1, max_length=20)]
    order_id: Annotated[Text, Field(alias="merchantOrderId")]
    result_code: Annotated[Text, Field(alias="resultCode")]
    signature: Text
    reference: Annotated[str, Field(max_length=255)] = ""

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
            raise InvalidInput.at(
                "", "isi callback tidak lengkap", "the callback is not complete"
            ) from error
