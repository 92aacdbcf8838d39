"""Rules in CEL: those of CustomResourceDefinitions (``x-kubernetes-validations``), of policies, and of a team."""
