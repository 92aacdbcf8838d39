"""What Hypothesis learns of kustompy when both are installed: ``st.from_type(kustompy.Resource)``."""

from __future__ import annotations


def register() -> None:
    """Register the strategies of our types; they are made when somebody asks for one."""
    from hypothesis import strategies as st

    from kustompy.model.ids import Gvk, ResourceId
    from kustompy.results.resource import Resource

    def any_resource(_: type) -> st.SearchStrategy[Resource]:
        from kustompy.testing.manifests import resources

        return resources().map(Resource)

    # As functions: the strategies of all kinds are made when somebody asks for one, not when Hypothesis is imported.
    st.register_type_strategy(Resource, any_resource)
    st.register_type_strategy(ResourceId, lambda _: any_resource(Resource).map(lambda resource: resource.id))
    st.register_type_strategy(Gvk, lambda _: any_resource(Resource).map(lambda resource: resource.gvk))
