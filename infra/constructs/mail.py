"""Outgoing mail: one configuration set per kind, and what becomes of each message on a topic."""

from aws_cdk import aws_ses as ses
from aws_cdk import aws_sns as sns
from constructs import Construct

__all__ = ["Mail"]


class Mail(Construct):
    """Marketing and transactional mail apart, so that one's complaints never stop the other."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.events = sns.Topic(self, "Events", display_name="Lumiku mail", enforce_ssl=True)
        self.marketing = self._set("Marketing")
        self.transactional = self._set("Transactional")

    def _set(self, id: str) -> ses.ConfigurationSet:
        mails = ses.ConfigurationSet(
            self,
            id,
            reputation_metrics=True,
            suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
            tls_policy=ses.ConfigurationSetTlsPolicy.REQUIRE,
        )
        mails.add_event_destination(
            "Outcome",
            destination=ses.EventDestination.sns_topic(self.events),
            events=[
                ses.EmailSendingEvent.SEND,
                ses.EmailSendingEvent.DELIVERY,
                ses.EmailSendingEvent.BOUNCE,
                ses.EmailSendingEvent.COMPLAINT,
                ses.EmailSendingEvent.REJECT,
            ],
        )
        return mails
