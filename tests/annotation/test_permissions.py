"""Rights are asked once a request, and belong to the person they were asked for."""

from annotation.permissions import RIGHTS, Right, benchmark_or_404, can, rights_of


def test_rights_found_at_the_door_are_not_asked_again(benchmark, annotator, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = benchmark_or_404(annotator, benchmark.slug)
        assert rights_of(annotator, found) == RIGHTS["annotator"]


def test_rights_found_for_one_person_are_not_another_ones(benchmark, annotator, admin, outsider):
    found = benchmark_or_404(admin, benchmark.slug)
    assert [can(user, found, Right.MANAGE) for user in (admin, annotator, outsider)] == [True, False, False]
