"""Intrinsics become values, and every kind of difference is found."""

from typing import Any

import pytest

from local.stack.template import ANYTHING, Template, differences

BODY = {
    "Resources": {
        "Queue": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "VisibilityTimeout": 30,
                "RedrivePolicy": {
                    "deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]},
                    "maxReceiveCount": 5,
                },
                "KmsMasterKeyId": {"Ref": "AWS::NoValue"},
            },
        },
        "Missing": {"Type": "AWS::SNS::Topic"},
    }
}


class TestTemplate:
    def test_references_become_what_they_stand_for(self) -> None:
        template = Template(BODY, {"Queue": "http://q", "Dead": "http://d"})
        queue, missing = template.resources()
        assert queue.physical_id == "http://q"
        assert queue.properties["RedrivePolicy"]["deadLetterTargetArn"] is ANYTHING
        assert "KmsMasterKeyId" not in queue.properties
        assert missing.physical_id == ""

    def test_joins_are_put_together_when_all_parts_are_known(self) -> None:
        template = Template({"Resources": {}}, {"Table": "core"})
        assert template.resolve({"Fn::Join": ["/", ["a", {"Ref": "Table"}]]}) == "a/core"
        assert template.resolve({"Fn::Join": ["", ["a", {"Fn::Sub": "x"}]]}) is ANYTHING


class TestDifferences:
    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            ({"a": 1}, {"a": 1, "b": 2}),
            ({"a": 30}, {"a": "30"}),
            ({"a": True}, {"a": "true"}),
            ([{"n": 1}, {"n": 2}], [{"n": 2, "x": 0}, {"n": 1}]),
            ({"a": ANYTHING}, {"a": "arn:aws:…"}),
            ({"a": 2.0}, {"a": 2}),
        ],
    )
    def test_what_means_the_same_is_no_difference(self, wanted: Any, found: Any) -> None:
        assert list(differences(wanted, found)) == []

    @pytest.mark.parametrize(
        ("wanted", "found", "where"),
        [
            ({"a": {"b": 1}}, {"a": {"b": 2}}, "a.b"),
            ({"a": {"b": 1}}, {"a": None}, "a"),
            ({"a": ANYTHING}, {"a": None}, "a"),
            ({"a": [1, 2]}, {"a": [1]}, "a"),
            ({"a": [1]}, {"a": [1, 2]}, "a"),
            ({"a": [1]}, {"a": None}, "a"),
            ({"a": False}, {"a": None}, "a"),
        ],
    )
    def test_what_was_dropped_is_named(self, wanted: Any, found: Any, where: str) -> None:
        (sentence,) = differences(wanted, found)
        assert sentence.startswith(f"{where}:")
