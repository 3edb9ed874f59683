"""Who takes part in a journey of CJML: end users become personas, everyone else an actor."""

from ..model import Actor, Persona, Place
from .cjml_tree import Node
from .reading import Log, Slugs, one_line, preferred, someone

_CUSTOMERS = {"customer", "user", "end user", "enduser", "end-user", "citizen", "patient", "consumer", "passenger"}


class People:
    """Personas and actors as they are read, found by id or by name."""

    def __init__(self, log: Log, *, strict: bool) -> None:
        self._log, self._strict = log, strict
        self._slugs = Slugs()
        self.personas: dict[str, Persona] = {}
        self.actors: dict[str, Actor] = {}
        self._by_id: dict[str, str] = {}
        self._by_name: dict[str, str] = {}

    def read(self, group: Node) -> None:
        """Take in the actors of a journey; one that is known already stays as it is."""
        for node in group.children:
            node.read = True
            ident = node.value("actorid", "id")
            name = node.value("actorname", "companyname", "name", "label", "actorlabel") or one_line(node.text) or ident
            role = (node.value("role", "actorrole", "type", "actortype") or "").casefold()
            if name is None:
                self._log.unplaced(node.words() or node.written, "an actor without a name", node.place)
                continue
            if ident in self._by_id or (ident is None and name in self._by_name):
                continue
            made = self._make(name, ident, customer=node.name == "enduser" or role in _CUSTOMERS)
            if ident is not None:
                self._by_id[ident] = made

    def find(self, refers: str, place: Place) -> str:
        """Give the id of the one that a reference means: by id, else by name, else someone new."""
        if refers in self._by_id:
            return self._by_id[refers]
        folded = {known.casefold(): made for known, made in {**self._by_id, **self._by_name}.items()}
        found = self._by_name.get(refers) or folded.get(refers.casefold())
        said = f"actorIDref {refers!r} fits no actorID"
        if self._strict:
            self._log.refuse(said, place, hint="give one of the actors this actorID")
        elif found is not None:
            self._log.repaired(f"{said}: it is read as the actor of that name", place)
        else:
            self._log.repaired(f"{said} and no name: an actor is made of it", place)
        self._by_id[refers] = found or self._make(refers, refers, customer=False)
        return self._by_id[refers]

    def is_customer(self, ident: str | None) -> bool:
        """Say whether someone is an end user."""
        return ident in self.personas

    def name(self, ident: str) -> str:
        """Give the name of someone."""
        return self.personas[ident].name if ident in self.personas else self.actors[ident].name

    def persona_list(self) -> tuple[Persona, ...]:
        """Give the personas; a map has at least one."""
        return tuple(self.personas.values()) or (someone(self._log, self._slugs),)

    def actor_list(self) -> tuple[Actor, ...]:
        """Give everyone else."""
        return tuple(self.actors.values())

    def _make(self, name: str, known: str | None, *, customer: bool) -> str:
        ident = self._slugs.make(preferred(known) or name, otherwise="persona" if customer else "actor")
        if customer:
            self.personas[ident] = Persona(id=ident, name=name)
        else:
            self.actors[ident] = Actor(id=ident, kind="provider", name=name)
        self._by_name.setdefault(name, ident)
        return ident
