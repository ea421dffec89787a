"""What can go wrong with a stack on one's own machine, said in plain words."""

__all__ = ["StackProblem"]


class StackProblem(Exception):
    """Something that the user can understand and mend; the CLI prints the sentence."""

    def __init__(self, sentence: str, *, details: str = "") -> None:
        self.sentence = sentence
        self.details = details  # such as the last lines of a log
        super().__init__(sentence)
