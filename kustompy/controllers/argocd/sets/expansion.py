"""The expansion of one ApplicationSet: what all of its generators share."""

from __future__ import annotations

from kustompy.controllers.argocd.sets.flat import flattened
from kustompy.errors import LimitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.controllers.argocd.sets.texts import Texts
    from kustompy.controllers.objects import Object
    from kustompy.controllers.world import World
    from kustompy.model.values import Value
    from kustompy.session.session import Session

    Fields = dict[str, Value]

_MOST = 5000
"""How many sets of parameters there may be at any time."""


class Expansion:
    """The object, the repository and session around it, and its texts."""

    def __init__(self, subject: Object, world: World, session: Session, texts: Texts) -> None:
        self.subject, self.world, self.session, self.texts = subject, world, session, texts

    def admit(self, count: int) -> None:
        """Refuse more sets of parameters than anybody writes, by a LimitError (KST707)."""
        if count > _MOST:
            raise LimitError(f"the generators of {self.subject} make more than {_MOST} Applications", code="KST707")

    def parameters(self, values: Fields) -> Fields:
        """A mapping as parameters: nested for Go templates, else flat with dotted names."""
        return values if self.texts.has_templates else flattened(values)
