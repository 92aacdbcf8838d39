"""A budget of steps: what a run may spend on one kind of work, whoever asks for it."""

from __future__ import annotations

from kustompy.errors import LimitError


class Steps:
    """The steps that are left of a budget; ``what`` asks for them, and ``flag`` raises the budget."""

    __slots__ = ("flag", "left", "most", "what")

    def __init__(self, most: int, what: str, flag: str) -> None:
        self.left = self.most = most
        self.what, self.flag = what, flag

    def spend(self, count: int) -> None:
        """Take steps from the budget; a LimitError once there are none left."""
        self.left -= count
        if self.left < 0:
            raise LimitError(
                f"{self.what} ask for more than {self.most} steps", code="KST711", hint=f"raise the limit: {self.flag}"
            )

    def affords(self, count: int) -> bool:
        """Take steps for what can be left out, if that leaves half of the budget for what cannot."""
        # Half stays for what must be done, so that what is only nice to have never makes a build fail.
        if self.left - count < self.most // 2:
            return False
        self.left -= count
        return True

    def grant(self, count: int) -> None:
        """Add steps, for input that is larger."""
        self.left += count
        self.most += count
