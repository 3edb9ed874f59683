"""The names by which files call the columns of an event."""

import re

_WORDS = {
    "customer": (
        "customer customer_id customer_key customer_number customer_no cust_id client client_id user user_id visitor "
        "visitor_id person person_id member member_id subject subject_id contact_id shopper_id guest_id patient_id "
        "household_id distinct_id anonymous_id subscriber_id passenger_id profile_id consumer_id loyalty_id card_id"
    ),
    "time": (
        "time timestamp datetime date_time date event_time event_timestamp event_date occurred_at happened_at "
        "created_at time_stamp ts at when event_datetime created time_timestamp start_time start_timestamp "
        "started_at visit_time visit_date transaction_date transaction_timestamp order_date recorded_at "
        "logged_at received_at"
    ),
    "event": (
        "event event_name activity activity_name action action_name event_type task step stage touchpoint_event "
        "event_label concept_name"
    ),
    "channel": "channel channel_name medium sales_channel contact_channel touch_channel event_channel",
    "id": "id event_id message_id uuid event_uuid insert_id record_id",
    "value": "value amount revenue sales_value order_value total total_amount price",
    "currency": "currency currency_code",
    "time_end": (
        "time_end end_time ended_at end_timestamp finished_at completed_at complete_time complete_timestamp end_date"
    ),
    "account": "account account_id company company_id organisation_id organization_id group_id",
    "case": "case case_id trace_id case_concept_name process_instance",
    "touchpoint": "touchpoint touchpoint_id touchpoint_name",
}
SYNONYMS = {role: tuple(words.split()) for role, words in _WORDS.items()}
"""By role. The role's own name comes first and wins over the others."""

SECOND_CHOICE = ("case", "case_id", "trace_id", "case_concept_name", "session_id", "visit_id", "order_id", "ticket_id")
"""What stands for the customer where nothing better is there: the case of a process log."""


def simple(name: str) -> str:
    """Write a column name so that `CustomerID`, `customer id` and `customer-id` are one."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name.strip())
    return re.sub(r"[^0-9a-z]+", "_", name.lower()).strip("_")


def places(role: str, names: list[str]) -> list[str]:
    """Give the columns whose name is a synonym of a role; the role's own name alone if it is there."""
    known = SYNONYMS[role]
    exact = [name for name in names if simple(name) == role]
    return exact or [name for name in names if simple(name) in known]
