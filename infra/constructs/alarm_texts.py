"""What each alarm tells the operator who gets its mail: what is wrong, and where to look first."""

from typing import Final

__all__ = ["DESCRIPTIONS"]

# Alarm -> description; alarms that exist once per lane, queue or function share one.
DESCRIPTIONS: Final[dict[str, str]] = {
    "Promises": "A promise to merchants is broken; the alarm beside this one says which",
    "Late": "Batches of the {lane} lane finish later than promised; look at the GPU's capacity",
    "Success": "Fewer than {percent} % of the pictures succeed; look at the endpoint's logs",
    "Slow": "One picture in ten takes more than {seconds} s of GPU time",
    "Dear": "A picture costs more than Rp {cost} on average, so margins are at risk",
    "Hosted": "Our own GPU is down and hosted providers are being paid in its place",
    "Exports": "Fewer than {percent} % of the files of exports succeed; look at the poster worker",
    "ApiErrors": "The API answers with server errors; look at the API function's logs",
    "ApiSlow": "One API call in twenty takes more than 2 s",
    "Stuck": "Work waits in the {lane} queue and no worker takes it",
    "StuckPosters": "Posters or exports wait and no worker takes them",
    "Dead": "A message lies in the queue {name}: every try failed, so a person must look at it",
    "TaskParked": "A worker could not read a task and put it aside in the parked queue",
    "RecordParked": "The usage monitor could not act on a change and put it aside (parked queue)",
    "MailsStuck": "A mail was given up, or SES never said what became of it",
    "TeamAlertFailed": "An alert for the team reached neither Slack nor Discord",
    "EndpointErrors": "The GPU endpoint answers with errors",
    "BreakerOpen": "The GPU endpoint failed too often, so no work is sent to it and batches wait",
    "Crashes": "{name} failed or ran out of time three times in five minutes",
    "DispatchSilent": "The dispatcher was not started in five minutes, though a schedule starts it",
    "DispatchBehind": "The dispatcher reads the table's changes more than a minute late",
}
