"""Rollouts of which only events were saved: a deployment says which replica sets it scaled, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sources.kubernetes.test_kubernetes_lines import event, read


def scaled(message: str, minute: int, deployment: str = "cart") -> dict[str, Any]:
    at = f"2026-11-22T12:{minute:02}:00Z"
    return event(
        "ScalingReplicaSet", message, about=f"Deployment/{deployment}", uid=f"{deployment}-{minute}-{message[:40]}",
        type="Normal", firstTimestamp=at, lastTimestamp=at,
    )  # fmt: skip


def told(*events: dict[str, Any]) -> list[tuple[str, str]]:
    return [(f"{r.at:%H:%M}", r.summary) for r in read(*events).records if r.kind == "rollout"]


def test_a_new_version_takes_the_place_of_another() -> None:
    steps = [
        scaled("Scaled up replica set cart-6d988b8d84 to 1 from 0", 0),
        scaled("Scaled down replica set cart-7f9b6c5d48 to 1 from 2", 1),
        scaled("Scaled up replica set cart-6d988b8d84 to 2 from 1", 1),
        scaled("Scaled down replica set cart-7f9b6c5d48 to 0 from 1", 2),
    ]
    line = "Rolled out another version of deployment `cart`: replica set `cart-7f9b6c5d48` → `cart-6d988b8d84`"
    assert told(*steps) == [("12:00", line)]
    earlier = [scaled(one["message"].partition(" from")[0], n) for n, one in enumerate(steps)]  # before 1.25
    assert told(*earlier) == [("12:00", line)]
    newer = [scaled("Scaled up replica set cart-6d988b8d84 from 0 to 1", 0), *steps[1:]]  # since 1.27
    assert told(*newer) == [("12:00", line)]


def test_going_back_is_told() -> None:
    steps = [
        scaled("Scaled up replica set cart-7f9b6c5d48 to 2 from 0", 0),
        scaled("Scaled down replica set cart-5c5c5c5c5c to 0 from 2", 1),
        scaled("Scaled up replica set cart-6d988b8d84 to 1 from 0", 20),
        scaled("Scaled down replica set cart-7f9b6c5d48 to 0 from 2", 21),
        scaled("Scaled up replica set cart-7f9b6c5d48 to 2 from 0", 30),
        scaled("Scaled down replica set cart-6d988b8d84 to 0 from 1", 31),
    ]
    assert [(at, words.partition(":")[0]) for at, words in told(*steps)] == [
        ("12:00", "Rolled out another version of deployment `cart`"),
        ("12:20", "Rolled out another version of deployment `cart`"),
        ("12:30", "Rolled back deployment `cart`"),
    ]


def test_a_version_that_never_took_over_is_taken_back() -> None:
    steps = [
        scaled("Scaled up replica set cart-6d988b8d84 to 1 from 0", 0),
        scaled("Scaled down replica set cart-6d988b8d84 to 0 from 1", 9),
    ]
    assert told(*steps) == [
        ("12:00", "Rolled out another version of deployment `cart`: replica set `cart-6d988b8d84`"),
        ("12:09", "Took the new version of deployment `cart` back: replica set `cart-6d988b8d84`"),
    ]


@pytest.mark.parametrize(
    "messages",
    [
        ["Scaled up replica set cart-6d988b8d84 to 5 from 3", "Scaled down replica set cart-6d988b8d84 to 3 from 5"],
        ["Scaled up replica set cart-6d988b8d84 to 5", "Scaled up replica set cart-6d988b8d84 to 7"],
        # What an autoscaler lets sleep and wakes.
        [
            "Scaled up replica set cart-6d988b8d84 to 1 from 0",
            "Scaled down replica set cart-6d988b8d84 to 0 from 1",
            "Scaled up replica set cart-6d988b8d84 to 1 from 0",
            "Scaled down replica set cart-6d988b8d84 to 0 from 1",
        ],
        ["Scaled up replica set cart-6d988b8d84 to 4 from 0"],
        ["something else"],
    ],
)
def test_scaling_is_no_rollout(messages: list[str]) -> None:
    assert told(*(scaled(message, n) for n, message in enumerate(messages))) == []


def test_two_deployments_are_two_stories() -> None:
    steps = [
        scaled("Scaled up replica set cart-6d988b8d84 to 4 from 0", 0),
        scaled("Scaled down replica set till-7f9b6c5d48 to 0 from 4", 1, "till"),
    ]
    assert told(*steps) == []


def test_replica_sets_that_are_here_tell_it_better() -> None:
    replica_set = {
        "kind": "ReplicaSet",
        "metadata": {
            "name": "cart-6d988b8d84", "namespace": "prod", "uid": "rs", "creationTimestamp": "2026-11-22T12:00:00Z",
            "annotations": {"deployment.kubernetes.io/revision": "8"},
            "ownerReferences": [{"kind": "Deployment", "name": "cart", "uid": "d", "controller": True}],
        },
        "spec": {"template": {"spec": {"containers": [{"name": "cart", "image": "cart:8"}]}}},
    }  # fmt: skip
    steps = [
        scaled("Scaled up replica set cart-6d988b8d84 to 1 from 0", 0),
        scaled("Scaled down replica set cart-7f9b6c5d48 to 0 from 1", 2),
    ]
    assert told(*steps, replica_set) == [("12:00", "Rolled out revision 8 of deployment `cart`: image `cart:8`")]


def test_a_return_is_not_told_at_the_first_time_when_what_ran_in_between_is_gone() -> None:
    held = {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": "cart-7f9b6c5d48",
            "namespace": "prod",
            "uid": "cart-7f9b6c5d48",
            "creationTimestamp": "2026-11-22T12:00:00Z",
            "annotations": {
                "deployment.kubernetes.io/revision": "3",
                "deployment.kubernetes.io/revision-history": "1",
            },
            "ownerReferences": [{"kind": "Deployment", "name": "cart", "uid": "cart", "controller": True}],
            "managedFields": [{"manager": "kube-controller-manager", "time": "2026-11-22T12:33:00Z"}],
        },
        "spec": {"template": {"spec": {"containers": [{"name": "cart", "image": "quay.example/cart:1.0"}]}}},
    }  # fmt: skip
    found = told(scaled("Scaled up replica set cart-7f9b6c5d48 to 2 from 0", 0), held)
    assert [(at, words.partition(":")[0]) for at, words in found] == [
        ("12:00", "Rolled out revision 1 of deployment `cart`"),
        ("12:33", "Rolled back deployment `cart` to revision 1, now revision 3"),
    ]
