"""People are counted anew when somebody may have come or gone, not because the person moves."""

from __future__ import annotations

import numpy as np
import pytest

from app.run.looking.looker import Looker
from app.run.looking.people import COUNT_EVERY_S, Bystanders
from tests.pose_builders import pose, standing
from vision.datatypes import Frame
from vision.values import replace

ROOM = np.random.default_rng(5).integers(60, 180, (18, 32, 3), np.uint8).repeat(20, 0).repeat(20, 1)


class Count:
    """Counts as told, and how often it was asked."""

    def __init__(self, people: int = 1) -> None:
        self.people, self.asked = people, 0

    def __call__(self, _frame: Frame) -> int:
        self.asked += 1
        return self.people


def seen(bystanders: Bystanders, *places: tuple[int, int, int], person_px: int = 300) -> int:
    """Return the count for a room with dark blocks of (left, top, width) px.

    The person is another one, at ``person_px`` from the left.
    """
    image, mask = ROOM.copy(), np.zeros(ROOM.shape[:2], bool)
    image[100:300, person_px : person_px + 60] = 20
    mask[100:300, person_px : person_px + 60] = True
    for left, top, width in places:
        image[top : top + 2 * width, left : left + width] = 20
    return bystanders.count(Frame(0, 0.0, image), replace(pose(standing()), mask=mask))


def test_a_person_who_moves_alone_is_counted_once() -> None:
    count = Count()
    bystanders = Bystanders(count)
    assert [seen(bystanders, person_px=px) for px in (300, 200, 100, 400)] == [1, 1, 1, 1]
    assert count.asked == 1


@pytest.mark.parametrize(("width_px", "asked"), [(40, 1), (60, 2)])
def test_somebody_who_may_have_come_is_looked_for(width_px: int, asked: int) -> None:
    count = Count()
    bystanders = Bystanders(count)
    seen(bystanders)
    count.people = 2
    assert seen(bystanders, (500, 100, width_px)) == asked
    assert count.asked == asked


def test_several_people_are_counted_again_and_one_who_left_is_noticed() -> None:
    count = Count(2)
    bystanders = Bystanders(count)
    assert [seen(bystanders, (500, 100, 60)) for _ in range(3)] == [2, 2, 2]
    assert count.asked == 3
    count.people = 1
    assert [seen(bystanders) for _ in range(3)] == [1, 1, 1]
    assert count.asked == 4


def test_noise_and_softer_light_are_no_change() -> None:
    count = Count()
    bystanders = Bystanders(count)
    noise = np.random.default_rng(6)
    for dimmer in (0, 5, 10):
        image = np.clip(ROOM - dimmer + noise.normal(0, 4, ROOM.shape), 0, 255).astype(np.uint8)
        bystanders.count(Frame(0, 0.0, image), None)
    assert count.asked == 1


def test_a_picture_of_another_size_is_counted_anew() -> None:
    count = Count()
    bystanders = Bystanders(count)
    for image in (ROOM, ROOM[:300]):
        bystanders.count(Frame(0, 0.0, image), None)
    assert count.asked == 2


def test_the_first_frame_is_counted_before_there_is_a_pose_and_not_again() -> None:
    count = Count()
    bystanders = Bystanders(count)
    assert [bystanders.begin(Frame(0, 0.0, ROOM)) for _ in range(3)] == [True, False, False]
    assert [seen(bystanders, person_px=px) for px in (300, 200)] == [1, 1]
    assert count.asked == 1
    count.people = 2
    assert seen(bystanders, (500, 100, 60)) == 2


def test_several_in_the_first_frame_are_counted_again() -> None:
    count = Count(2)
    bystanders = Bystanders(count)
    bystanders.begin(Frame(0, 0.0, ROOM))
    count.people = 1
    assert seen(bystanders) == 1


def test_people_are_counted_before_the_pose_model_is_asked() -> None:
    order = []

    class Asked:
        def estimate(self, _frame: Frame) -> None:
            order.append("pose")

        def close(self) -> None:
            pass

    def count(_frame: Frame) -> int:
        order.append("count")
        return 1

    looker = Looker(Asked(), count)
    for number in range(3):
        looker.warm(Frame(number, number / 30, ROOM))
    assert looker.look(Frame(3, COUNT_EVERY_S, ROOM)).people == 1
    assert order == ["count", "pose", "pose", "pose", "pose"]
