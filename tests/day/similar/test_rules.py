"""How alike two matters are, by hand."""

from server.day.similar import rules
from server.day.similar.rules import Candidate
from server.terms import terms_of


def test_pairs_of_characters_and_words_of_letters_are_terms_and_numbers_are_none() -> None:
    assert terms_of("拖欠工资3万元，ABC公司 工资") == ("拖欠", "欠工", "工资", "万元", "abc", "公司")
    assert terms_of("Ａbc 12-30") == ("abc",)
    assert terms_of("渗") == ()


def test_a_rare_term_weighs_more_than_many_common_ones() -> None:
    weight = rules.weights({1: 1, 2: 100, 3: 100})
    assert weight[1] > weight[2] + weight[3]
    rows = [(2, 10), (3, 10), (1, 20), (1, 30)]
    assert rules.nearest(rows, weight, own=30) == [20, 10]


def test_equal_words_of_the_same_category_come_first_and_what_shares_little_is_left_out() -> None:
    weight = dict.fromkeys(range(10), 1.0)
    same, other = Candidate(1, "wage_arrears", range(8)), Candidate(2, "pension_insurance", range(8))
    little = Candidate(3, "wage_arrears", [0, *range(20, 27)])
    assert rules.most_alike([little, other, same], weight, "wage_arrears") == [1, 2]
    assert rules.most_alike([], weight, None) == []


def test_terms_are_asked_from_the_whole_of_a_long_telling() -> None:
    assert rules.asked_of(range(5)) == range(5)
    asked = rules.asked_of(range(96))
    assert (len(asked), asked[0], asked[-1]) == (rules.ASKED, 0, 90)
