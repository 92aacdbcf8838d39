"""Pipelines that render, validate, plan and deploy every environment: for GitLab and for GitHub."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kustompy.scaffolding.description import Description

# Secrets are made up in every step but the last: a pipeline of a merge request must not see them.
_CHECKS = (
    "kustompy build overlays -o rendered/ --placeholder-inputs",
    "kustompy lint . --placeholder-inputs",
    "kustompy validate . --placeholder-inputs",
)
_PLAN = 'kustompy plan --base "origin/{base}" --placeholder-inputs'
# Nobody sits before a pipeline: without --yes nothing would be pruned.
_DEPLOY = "kustompy deploy overlays/{environment} --prune --yes"

# By the rules of the workflow a push to a merge request starts one pipeline, not two. GIT_DEPTH is 0: the plan reads
# the merge base from git's objects, which a shallow clone does not have.
_GITLAB = """\
# Render, validate, plan, deploy: every environment, with made-up values in the place of secrets until it is deployed.
#
# Settings > CI/CD > Variables, each with its environment as scope: KUBECONFIG as a File{variables}.

stages: [check, plan, deploy]

workflow:
  rules:
  - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

default:
  image: python:3.13
  before_script:
  - pip install kustompy # from where PIP_INDEX_URL or PIP_FIND_LINKS says

check:
  stage: check
  rules:
  - when: on_success
  script:
{checks}
  artifacts:
    paths: [rendered/]

plan:
  stage: plan
  rules:
  - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: "0"
  script:
  - {plan}
"""
# resource_group lets one deploy of an environment run at a time.
_GITLAB_DEPLOY = """
deploy-{environment}:
  stage: deploy
  environment: {environment}
  resource_group: {environment}
  rules:
  - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH{when}
  script:
  - apt-get update
  - apt-get install --yes kubernetes-client
  - {deploy}
"""
# GitHub's expressions have two braces, which str.format takes doubled. The base goes through a variable: the name of a
# branch is text of whoever opens the request, and would be run if it stood in `run:`.
_GITHUB = """\
# Render, validate, plan, deploy: every environment, with made-up values in the place of secrets until it is deployed.
#
# Settings > Environments, for each: the secret KUBE_CONFIG{variables}.

name: deploy

on:
  pull_request:
  push:
    branches: [main]

permissions:
  contents: read

jobs:
  check:
    runs-on: ubuntu-latest
    steps:
    - uses: actions/checkout@v4
    - uses: actions/setup-python@v5
      with:
        python-version: "3.13"
    - run: pip install kustompy # from where PIP_INDEX_URL or PIP_FIND_LINKS says
{checks}

  plan:
    if: github.event_name == 'pull_request'
    needs: check
    runs-on: ubuntu-latest
    steps:
    - uses: actions/checkout@v4
      with:
        fetch-depth: 0
    - uses: actions/setup-python@v5
      with:
        python-version: "3.13"
    - run: pip install kustompy
    - run: {plan}
      env:
        BASE: ${{{{ github.base_ref }}}}
"""
# The kubeconfig goes into a file that only this user can read, and never into an argument, which `ps` shows.
_GITHUB_DEPLOY = """
  deploy-{environment}:
    if: github.ref == 'refs/heads/main' && github.event_name == 'push'
    needs: {needs}
    runs-on: ubuntu-latest
    environment: {environment}
    concurrency: {environment}
    steps:
    - uses: actions/checkout@v4
    - uses: actions/setup-python@v5
      with:
        python-version: "3.13"
    - run: pip install kustompy
    - run: |
        umask 077
        printf '%s' "$KUBE_CONFIG" > "$RUNNER_TEMP/kubeconfig"
      env:
        KUBE_CONFIG: ${{{{ secrets.KUBE_CONFIG }}}}
    - run: {deploy}
      env:
        KUBECONFIG: ${{{{ runner.temp }}}}/kubeconfig
{secrets}"""


def pipeline_of(description: Description) -> dict[str, str]:
    """The pipeline as one file by its path; empty if the description wants none."""
    if description.pipeline == "gitlab":
        return {".gitlab-ci.yml": _gitlab(description)}
    if description.pipeline == "github":
        return {".github/workflows/deploy.yml": _github(description)}
    return {}


def _gitlab(description: Description) -> str:
    checks = "\n".join(f"  - {each}" for each in _CHECKS)
    text = _GITLAB.format(variables=_named(description), checks=checks, plan=_PLAN.format(base=_GITLAB_BASE))
    for environment in description.environments:
        # The last environment is production: somebody starts its deploy, unless there is no other environment.
        is_manual = environment == description.environments[-1] and len(description.environments) > 1
        when = "\n    when: manual" if is_manual else ""
        text += _GITLAB_DEPLOY.format(environment=environment, when=when, deploy=_deploy(environment))
    return text


_GITLAB_BASE = "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"


def _github(description: Description) -> str:
    checks = "\n".join(f"    - run: {each}" for each in _CHECKS)
    text = _GITHUB.format(variables=_named(description), checks=checks, plan=_PLAN.format(base="$BASE"))
    secrets = "".join(f"        {each}: ${{{{ secrets.{each} }}}}\n" for each in variables_of(description))
    needs = "check"
    for environment in description.environments:
        text += _GITHUB_DEPLOY.format(
            environment=environment, needs=needs, deploy=_deploy(environment), secrets=secrets
        )
        needs = f"deploy-{environment}"
    return text


def variables_of(description: Description) -> list[str]:
    """The names of all variables whose values only the pipeline has, each once."""
    return list(dict.fromkeys(each for app in description.apps for each in app.secrets))


def _named(description: Description) -> str:
    return "".join(f", {each}" for each in variables_of(description))


def _deploy(environment: str) -> str:
    return _DEPLOY.format(environment=environment)
