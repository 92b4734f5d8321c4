"""Sentences that claim too much are found, whatever their form; what can be said passes."""

from html import escape
from unicodedata import normalize

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.data.sources import read
from analysis.pipeline.style import RULES, prose
from analysis.report.language import LANGUAGES
from analysis.report.lint import CausalWord, PersonSubject, lint, texts
from analysis.report.lint.vocabulary import _vocabulary, pattern

CAUSES = {
    "vi": """
        Tổ công nghệ số cộng đồng làm tăng tỷ lệ hồ sơ trực tuyến.
        Ngân sách lớn hơn dẫn đến mức độ sử dụng cao hơn.
        Nhờ có tổ công nghệ số, tỷ lệ hồ sơ trực tuyến tăng.
        Mức sử dụng tăng nhờ vào hạ tầng số.
        Điện thoại thông minh giúp người dân nộp hồ sơ trực tuyến.
        Hạ tầng số tốt hơn giúp cho tỷ lệ thanh toán trực tuyến cao hơn.
        Nguyên nhân của mức sử dụng thấp là thiếu tổ công nghệ số.
        Thu nhập có ảnh hưởng lớn đến việc sử dụng cổng.
        Tập huấn đã thúc đẩy việc nộp hồ sơ trực tuyến.
        Chi cho chuyển đổi số góp phần nâng tỷ lệ hồ sơ trực tuyến.
        Việc cài đặt ứng dụng đã cải thiện điểm PAPI 8.1.
        Tỷ lệ nghèo cao khiến điểm sử dụng cổng thấp.
        Mạng cáp quang tạo điều kiện cho việc nộp hồ sơ trực tuyến.
        Số tổ tăng kéo theo số hồ sơ tăng.
        Tổ công nghệ số đóng góp vào mức tăng của điểm số.
        Ngân sách là động lực của dịch vụ công trực tuyến.
        Các tổ này đem lại thay đổi rõ rệt cho tỷ lệ hồ sơ trực tuyến.
        Hạ tầng yếu cản trở việc sử dụng cổng.
        Điểm số cao là hệ quả của việc đầu tư sớm.
        Yếu tố quyết định mức sử dụng là thu nhập.
        Ngân sách gây thay đổi lớn về tỷ lệ hồ sơ.
        Đầu tư sớm tạo ra khác biệt giữa các tỉnh.
        Tổ công nghệ số là nguyên nhân khiến tỷ lệ hồ sơ tăng.
        Đầu tư hạ tầng mang lại tỷ lệ hồ sơ cao.
        Việc có nhiều tổ tác động tích cực đến tỷ lệ nộp hồ sơ.
        Nhờ vậy, tỷ lệ hồ sơ tăng.
        Các tổ giúp nâng tỷ lệ thanh toán trực tuyến.
        Chi ngân sách quyết định mức sử dụng.
        Điện thoại thông minh làm cho tỷ lệ tăng.
    """,
    "en": """
        Teams caused higher use.
        More smartphones lead directly to more online dossiers.
        The effect of budgets on uptake is 0.3 points.
        Uptake rose as a result of training.
        Use is driven by income.
        Income drove the rise of the score.
        Drivers behind uptake are income and fibre.
        Teams have a strong effect.
        Teams contributed to higher scores.
        The contribution to uptake of teams is large.
        Training brought about higher use.
        Budgets triggered a rise of the score.
        Fibre spurred online payment.
        Teams foster online applications.
        Smartphones encourage people to go online.
        Distance discourages online applications.
        Poor networks hinder portal use.
        Poverty hampers uptake.
        Spending on teams pays off.
        Weak signals are responsible for low scores.
        Low scores are a consequence of poverty.
        Teams lifted the online share.
        Teams help people file online.
        Better networks facilitate online filing.
        Spending raised uptake.
        Teams make citizens confident.
        Having more teams resulted in greater uptake.
        Smartphone ownership is a key driver of online services.
        Provinces improved because teams helped citizens.
        Budgets have a positive effect on the score.
        Greater spending increases online submission.
        Income explains why people use the portal.
        Teams are effective at raising uptake.
        The more teams, the more people use the portal as a consequence of training.
    """,
}

PERSONS = {
    "vi": """
        Người dân có điện thoại thông minh sử dụng cổng nhiều hơn.
        Những người có điện thoại thông minh thường nộp hồ sơ trực tuyến.
        Hộ có máy tính dùng dịch vụ công trực tuyến nhiều hơn.
        Hộ gia đình có cáp quang nộp hồ sơ trực tuyến nhiều hơn hộ không có.
        Ai có điện thoại thông minh thì sử dụng cổng nhiều hơn.
        Người dùng có tài khoản định danh hay nộp hồ sơ qua mạng hơn.
        Người nghèo ít sử dụng cổng hơn.
        Hộ nghèo nộp hồ sơ trực tuyến ít hơn.
        Người cao tuổi sử dụng dịch vụ công trực tuyến thấp hơn thanh niên.
        Kết quả cho thấy người có máy tính dùng cổng nhiều hơn.
        Khi người dân có điện thoại thông minh, họ dùng cổng nhiều hơn.
        Ở các tỉnh có nhiều tổ, người dân có điện thoại sử dụng cổng nhiều hơn.
        Cư dân sống ở thành thị nộp hồ sơ trực tuyến nhiều hơn.
        Người trưởng thành có điện thoại thông minh có xu hướng thanh toán trực tuyến.
        Công dân có tài khoản truy cập cổng thường xuyên hơn.
        Người dân sử dụng cổng nhiều hơn ở những nơi có nhiều tổ công nghệ số.
        Đồng bào dân tộc thiểu số sử dụng cổng ít hơn.
        Phụ nữ nộp hồ sơ trực tuyến ít hơn nam giới.
        Khả năng một người dân sử dụng cổng tăng theo thu nhập.
        Thuê bao dùng điện thoại thông minh nộp hồ sơ trực tuyến nhiều hơn.
        Sở hữu điện thoại thông minh đi cùng với việc sử dụng cổng.
        Bà con có Internet đều dùng dịch vụ công trực tuyến.
        Mỗi người có điện thoại thông minh sẽ dùng cổng.
        Nông dân ít khi truy cập cổng.
        Người dân sở hữu điện thoại thông minh nộp hồ sơ trực tuyến nhiều hơn.
        Những hộ có Internet thường thanh toán trực tuyến.
        Ai biết dùng điện thoại thì nộp hồ sơ qua mạng.
        Người có thu nhập cao hơn sử dụng cổng nhiều hơn.
        Người dùng điện thoại thông minh có khả năng nộp hồ sơ trực tuyến cao hơn.
        Gia đình có máy tính sử dụng dịch vụ công trực tuyến nhiều hơn.
        Người dân ở thành thị dùng cổng nhiều hơn người dân ở nông thôn.
        Hộ không có Internet ít nộp hồ sơ trực tuyến.
        Khi có điện thoại, người dân sẽ dùng cổng nhiều hơn.
        Nếu hộ có máy tính thì hộ nộp hồ sơ qua mạng nhiều hơn.
        Người trẻ dùng cổng nhiều hơn người già.
        Dân cư có điện thoại thông minh sử dụng cổng nhiều.
    """,
    "en": """
        People who have smartphones use the portal more.
        Users with fibre submit more dossiers online.
        Residents who own a computer are more likely to use the portal.
        Households that own a computer use the portal more often.
        Citizens with internet access tend to use the portal.
        Households with a smartphone file online twice as often.
        Smartphone owners use online services more.
        Internet users score higher on portal use.
        Poor people use portals less.
        Rural households pay online less often.
        The elderly use the portal less.
        Those who have smartphones use the portal more.
        Anyone with a smartphone is more likely to file online.
        A person with a smartphone uses the portal more.
        The results show that people with smartphones use the portal more.
        In provinces with many teams, people who have smartphones use the portal more.
        When residents have smartphones, households that are connected file online more.
        Adults with a smartphone apply online.
        People who own phones file their dossiers online.
        Citizens are more likely to use the portal where teams are many.
        The probability that a citizen uses the portal rises with income.
        Owning a smartphone goes together with using the portal.
        Educated citizens use the portal more.
        Women file online less than men.
        Ethnic minority households use the portal less.
        Whoever owns a computer uses the portal more.
        Respondents without internet access are less likely to have used a portal.
        Residents with smartphones use e-government more than those without.
        Households owning computers submit more dossiers.
        Individuals who earn more use the portal more frequently.
        Citizens who were visited by a team are twice as likely to file online.
        Users who have fibre pay online more often.
        If a person has a smartphone, he or she uses the portal more.
        Richer residents tend to use portals.
        Older adults use portals less.
        Those without a phone rarely use the portal.
        A household with fibre is more likely to apply online.
        Ethnic minorities use online services less.
        People in provinces with teams use the portal more.
        Citizens use portals more where teams are dense.
    """,
}

FINE = {
    "vi": """
        Ở những tỉnh có tỷ lệ nghèo cao hơn, điểm sử dụng cổng cũng thấp hơn.
        Những tỉnh có nhiều người dân có điện thoại thông minh hơn thì điểm sử dụng cổng cũng cao hơn.
        Tỷ lệ người trưởng thành có điện thoại thông minh đi cùng với điểm sử dụng cổng.
        Các tỉnh có tỷ lệ hộ gia đình có cáp quang cao hơn cũng có điểm cao hơn.
        Người trưởng thành có điện thoại thông minh
        Hộ gia đình có điện thoại thông minh
        Số người nộp hồ sơ trực tuyến không được công bố.
        Mức độ người dân sử dụng cổng thông tin tăng từ 0,39 lên 0,52.
        Dịch vụ công trực tuyến cho người dân và doanh nghiệp.
        Điểm số do người dân cho biết qua điều tra chọn mẫu.
        Điều tra hỏi người dân có sử dụng cổng hay không.
        Điều này không cho biết người có điện thoại thông minh sử dụng cổng nhiều hơn.
        Chưa thể kết luận tổ công nghệ số tác động thế nào.
        Số liệu của các tỉnh không cho phép nói rằng người có điện thoại sử dụng cổng nhiều hơn.
        Người dân được hỏi về việc sử dụng cổng trong 12 tháng.
        Hai chỉ tiêu đi cùng với nhau và có liên hệ với nhau.
        Theo Quyết định số 766/QĐ-TTg và Quyết định 749.
        Chỉ số tác động không có trong bảng.
        Báo cáo “Đánh giá tác động của tổ công nghệ số” không có số liệu theo tỉnh.
        Xem mục Trợ giúp.
        Dành cho cán bộ bộ, ngành và địa phương quyết định việc thu thập số liệu.
        Bột nhờn và lời khiếnn trách.
        Quyết định này nêu chỉ tiêu đến năm 2025.
        Tổ công nghệ số cộng đồng gồm người dân, đoàn viên và cán bộ.
        Dân số thành thị chia cho dân số trung bình.
        Trong một tỉnh, tỷ lệ người dùng Internet có thể khác nhau giữa các huyện.
        Gây quỹ không nằm trong phạm vi nghiên cứu.
        Người sử dụng bảng này cần đọc kèm ghi chú.
        Khoảng tin cậy của hệ số chứa 0.
        Những tỉnh được giao nhiều ngân sách hơn cũng đông dân hơn.
        Thu nhập bình quân đầu người cao hơn đi cùng với điểm cao hơn giữa các tỉnh.
        Ở Bắc Ninh, điểm sử dụng cổng cao hơn trung vị.
        Tỷ lệ hộ nghèo thấp hơn ở vùng Đồng bằng sông Hồng.
        Mỗi chấm là một tỉnh.
        Số hộ có máy tính lớn hơn ở những tỉnh đông dân.
        Những tỉnh có nhiều tổ công nghệ số hơn cũng có điểm sử dụng cổng cao hơn.
        Tỷ lệ hộ có máy tính chỉ có số liệu năm 2023.
        Số tổ công nghệ số đi theo số thôn, tổ dân phố.
        Điều tra PAPI phỏng vấn người dân ở mọi tỉnh, thành phố.
        Khoảng tin cậy chứa số không; chênh lệch nhỏ hơn mức này không thể phát hiện được.
        Tỷ lệ người dân dùng Internet cao hơn ở đô thị.
        Hồ sơ của người dân và doanh nghiệp được tính chung.
        Nghị quyết số 60 và Quyết định 06 về dữ liệu dân cư.
        Dưới một nửa số địa phương có số liệu.
        Người đọc có thể chọn năm khác ở ô tham số.
        Mức độ bằng chứng: yếu, vì chỉ so sánh tại một thời điểm.
        Ở các tỉnh có tỷ lệ nghèo thấp hơn, tỷ lệ hồ sơ trực tuyến cao hơn.
        Người phụ trách số liệu của sở có thể điền bảng này.
        Cách đọc: mỗi đường là một tỉnh.
        Dân số trung bình, nghìn người
        Hai cột khác nhau ít hơn 2 điểm phần trăm.
        Không có số liệu về người dân có điện thoại thông minh ở 40 tỉnh.
        Số liệu do Bộ công bố, dự án chỉ chép lại.
    """,
    "en": """
        Provinces with more teams also have higher use.
        Provinces where households with a computer are more common also have higher scores.
        Provinces whose people are poorer are lower on portal use.
        The share of adults with a smartphone goes with portal use between provinces.
        A larger share of people who have smartphones goes with a higher score.
        Adults who use a smartphone
        Households with a smartphone
        Share of respondents who used information on a local government portal for the procedure.
        Persons in households headed by a member of an ethnic minority
        Citizens’ reported use of government portals rose from 0.39 to 0.52.
        Citizens' portal use (PAPI 8.1) is higher in provinces with more people online.
        Services for people and firms.
        The survey asks residents who used a portal how often they did.
        Respondents were asked whether they used a portal.
        It says nothing about people who have smartphones.
        Whether people who have smartphones use the portal more cannot be told from provinces.
        The number of people who applied online is not published.
        Mean income per head is lower in rural provinces.
        Two-way fixed effects with random effects and effect sizes.
        With effects of places and years, the coefficient is smaller.
        | Effects of | Estimate |
        Average marginal effects in percentage points.
        Use increased from 2020 to 2024; costs increases were small.
        Figures are missing because of survey error.
        It cannot be said that teams cause higher use.
        The figures do not show whether budgets affect use.
        See `improve.py` and the report “Drivers of uptake”.
        Nothing below lowers the grade.
        Causeway, helpdesk, impactful.
        Users of this page can download the table.
        People and provinces are counted once.
        Readers who want more detail open the folded tables.
        A reader with a spreadsheet can check each figure.
        The impact index of the survey is not used.
        Two provinces with the same score are listed together.
        Poor provinces are lower on portal use.
        Urban provinces tend to be higher on portal use.
        The elderly share of the population is known for 2019 only.
        Dossiers of citizens and firms are counted together.
        Provinces with more smartphones per adult are also higher on portal use.
        In provinces where more households have fibre, the score of portal use is higher.
        The association is weak and may come from what is not measured.
        Adults with a smartphone, share of all adults (percent)
        The survey reached 14,000 citizens in all provinces.
        The share of people living in urban areas is higher in the south-east.
        Figures for households with a computer exist for 2023 only.
        Population, poverty and income are held equal.
        The interval contains zero; a smaller difference could not have been found.
        Teams were set up in 2022 and 2023.
        The number of teams follows the number of hamlets.
        Fewer than half of the places are known.
        The decision leads the list of documents.
        Users may choose another year in the parameters cell.
        Without one of the places, the sign or the verdict changes.
        A confounder as strong as poverty could undo it.
        What could be detected with these data is larger than what was found.
        Persons per square kilometre
        The ministry recommends 1% of the budget.
        A household is counted where it lives.
    """,
}


def sentences(table):
    return [
        (line.strip(), code) for code, block in table.items() for line in block.splitlines() if line.strip()
    ]


@pytest.mark.parametrize(("text", "language"), sentences(CAUSES))
def test_causes_are_found(text, language):
    assert [type(fault) for fault in lint(text, language)][:1] == [CausalWord]


@pytest.mark.parametrize(("text", "language"), sentences(PERSONS))
def test_persons_as_subjects_are_found(text, language):
    assert PersonSubject in [type(fault) for fault in lint(text, language)]


@pytest.mark.parametrize(("text", "language"), sentences(FINE))
def test_what_can_be_said_passes(text, language):
    assert lint(text, language) == []


def test_the_lists_are_long_enough_to_mean_something():
    bad = [code for _, code in [*sentences(CAUSES), *sentences(PERSONS)]]
    good = [code for _, code in sentences(FINE)]
    assert min(bad.count(code) for code in LANGUAGES) >= 60
    assert min(good.count(code) for code in LANGUAGES) >= 50


def words(text, language):
    return [found.word for found in lint(text, language)]


@pytest.mark.parametrize(
    "word",
    [
        "gây ra",
        "tác động",
        "ảnh hưởng",
        "dẫn đến",
        "dẫn tới",
        "làm tăng",
        "làm giảm",
        "nhờ",
        "thúc đẩy",
        "quyết định",
        "góp phần",
        "cải thiện",
        "nâng cao",
        "giúp",
        "khiến",
        "kéo theo",
        "nguyên nhân",
    ],
)
def test_vietnamese_words_of_cause_are_found(word):
    assert words(f"Tổ công nghệ số {word} tỷ lệ hồ sơ trực tuyến.", "vi") == [word]
    assert words(f"{word.capitalize()} tỷ lệ hồ sơ trực tuyến.", "vi") == [word.capitalize()]


@pytest.mark.parametrize(
    "text",
    [
        "Smartphones cause higher use.",
        "Use rose thanks to teams.",
        "Teams led to more use.",
        "The effect of budgets.",
        "Budgets affect use.",
        "It has an impact.",
        "Income influences use.",
        "Teams boost use.",
        "This improves use.",
        "Teams helped.",
        "Drivers of uptake.",
        "Income contributes to use.",
        "Teams promote use.",
        "Income increases use.",
        "Poverty lowers the portal use.",
    ],
)
def test_english_words_of_cause_are_found(text):
    assert len(lint(text, "en")) == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ở những tỉnh có tỷ lệ nghèo cao hơn, điểm sử dụng cổng cũng thấp hơn.", "vi"),
        ("Hai chỉ tiêu đi cùng với nhau và có liên hệ với nhau.", "vi"),
        ("Theo Quyết định số 766/QĐ-TTg và Quyết định 749.", "vi"),
        ("Chỉ số tác động không có trong bảng.", "vi"),
        ("Xem mục Trợ giúp.", "vi"),
        ("Số liệu của dự án “Nâng cao năng lực” chưa công bố.", "vi"),
        ("Điều này không có nghĩa là điện thoại thông minh làm tăng việc sử dụng.", "vi"),
        ("Chưa thể kết luận tổ công nghệ số tác động thế nào.", "vi"),
        ("Bột nhờn và lời khiếnn trách.", "vi"),
        ("Provinces with more teams also have higher use.", "en"),
        ("Two-way fixed effects with random effects and effect sizes.", "en"),
        ("Use increased from 2020 to 2024; costs increases were small.", "en"),
        ("Figures are missing because of survey error.", "en"),
        ("It cannot be said that teams cause higher use.", "en"),
        ("The figures do not show whether budgets affect use.", "en"),
        ("See `improve.py` and the report “Drivers of uptake”.", "en"),
        ("Nothing below lowers the grade.", "en"),
        ("Causeway, helpdesk, impactful.", "en"),
    ],
)
def test_names_cautions_and_quotations_pass(text, language):
    assert lint(text, language) == []


def test_a_caution_covers_its_own_sentence_and_what_follows_it_only():
    assert words("This does not mean much. Teams boost use.", "en") == ["boost"]
    assert words("Teams boost use, which does not mean much.", "en") == ["boost"]
    assert words("Điều này không có nghĩa gì.\nTổ công nghệ số thúc đẩy sử dụng.", "vi") == ["thúc đẩy"]


def test_a_statement_of_no_effect_is_a_claim_too():
    assert words("Ngân sách không ảnh hưởng đến mức độ sử dụng.", "vi") == ["ảnh hưởng"]
    assert words("Budgets do not affect use.", "en") == ["affect"]


def test_the_word_for_data_is_not_a_caution():
    assert words("Số liệu và dữ liệu có tác động.", "vi") == ["tác động"]


def test_three_words_in_one_sentence_are_three_findings():
    text = "Tổ công nghệ số làm tăng tỷ lệ, có tác động, nhờ tập huấn."
    assert words(text, "vi") == ["làm tăng", "tác động", "nhờ"]
    assert "'làm tăng' claims a cause in" in str(lint(text, "vi")[0])


def test_decomposed_letters_are_read_alike():
    assert words(normalize("NFD", "Ngân sách thúc đẩy sử dụng."), "vi") == ["thúc đẩy"]


# The same sentence in every form.

CLAIM = {"vi": "Tổ công nghệ số thúc đẩy việc nộp hồ sơ.", "en": "More teams lead to higher use."}
FORMS = {
    "decomposed": lambda text: normalize("NFD", text),
    "entities": lambda text: "".join(f"&#{ord(letter)};" if ord(letter) > 127 else letter for letter in text),
    "a line broken between words": lambda text: text.replace("thúc đẩy", "thúc\nđẩy").replace(
        "lead to", "lead\nto"
    ),
    "no-break space": lambda text: text.replace("thúc đẩy", "thúc\u00a0đẩy").replace(
        "lead to", "lead&nbsp;to"
    ),
    "soft hyphens": lambda text: text.replace("thúc", "th\u00adúc").replace("lead", "le\u00adad"),
    "parted at the end of a line": lambda text: text.replace("thúc", "thú-\nc").replace("lead", "le-\nad"),
    "capitals": str.upper,
    "emphasis": lambda text: text.replace("thúc", "**thúc**").replace("lead", "_lead_"),
    "emphasis of the whole": lambda text: f"*{text}*",
    "inline tags": lambda text: text.replace("thúc", "<strong>thúc</strong>").replace(
        "lead", "<em>lead</em>"
    ),
    "a table": lambda text: f"<table><tr><th>x</th><td class='text'>{escape(text)}</td></tr></table>",
    "a row": lambda text: f"| x | {text} |",
    "a caption": lambda text: f"<caption>{text}</caption>",
    "a list": lambda text: f"- one\n- {text}\n",
    "a drawing": lambda text: f"<svg><title>x</title><desc>{text}</desc></svg>",
    "a heading": lambda text: f"## {text.rstrip('.')}\n\nNothing.",
    "a link": lambda text: text.replace("nộp", "[nộp](a.md)").replace("higher", "[higher](b.md)"),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_form_hides_a_claim(form, language):
    assert [type(fault) for fault in lint(form(CLAIM[language]), language)] == [CausalWord]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_form_makes_a_claim_of_what_is_none(form, language):
    said = {"vi": "Hai chỉ tiêu đi cùng với nhau.", "en": "The two go together."}
    assert lint(form(said[language]), language) == []


def test_a_broken_line_does_not_lose_its_caution_and_a_new_line_does():
    assert lint("It cannot be said that\nteams boost use.", "en") == []
    assert words("It cannot be said\n\nTeams boost use.", "en") == ["boost"]
    assert words("Chưa thể nói\nTổ công nghệ số thúc đẩy sử dụng.", "vi") == ["thúc đẩy"]


def test_a_claim_on_persons_is_told_once_a_sentence_and_says_what_to_write():
    (fault,) = lint("People who have phones use portals more, and users with fibre pay more often.", "en")
    assert "write how provinces differ" in str(fault)
    assert fault.sentence.startswith("People who")
    assert len(lint("Poor people use it less. Rural people use it less.", "en")) == 2


def test_both_kinds_of_fault_come_in_the_order_of_the_text():
    text = (
        "Smartphones boost use. People with smartphones use portals more. Teams drive use? Teams drove use."
    )
    kinds = [type(fault) for fault in lint(text, "en")]
    assert kinds == [CausalWord, PersonSubject, CausalWord]


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_can_be_read(text, language):
    assert all(fault.word and fault.sentence for fault in lint(text, language))


@pytest.mark.parametrize(
    "unit", ["the ", "people who ", "người dân có ", "poor, ", "*", "<p>", "“", "[", "a\n"]
)
def test_long_texts_are_read_quickly(unit):
    assert lint(unit * 1000, "vi") == lint(unit * 1000, "en") == []


def test_every_list_of_the_vocabulary_is_a_pattern():
    def lists(node, place=()):
        if isinstance(node, dict):
            return [found for key, value in node.items() for found in lists(value, (*place, key))]
        return [place]

    found = lists(_vocabulary())
    assert len(found) > 20
    for place in found:
        assert not pattern(*place).fullmatch("")


# What the project says.


def test_the_project_claims_neither_causes_nor_anything_of_persons():
    assert [
        f"{text.place}: {fault}" for text in texts.all_texts() for fault in lint(text.content, text.language)
    ] == []


def test_texts_of_every_kind_are_read_in_both_languages():
    found = list(texts.all_texts())
    for kind in (
        "findings.po",
        "README",
        "glossary.yaml",
        "about.md",
        "datapackage.yaml",
        "_indicators.yaml",
    ):
        assert {text.language for text in found if kind in text.place} == set(LANGUAGES), kind
    assert {text.language for text in found if text.place.startswith("entrance")} == set(LANGUAGES)
    assert {text.language for text in found if text.place.startswith("03_models")} == set(LANGUAGES)
    assert len(found) > 3000


def executed(*outputs, language="en"):
    source = f'language: str = "{language}"  # language'
    return [
        nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("show()", outputs=list(outputs)),
    ]


def test_captions_alternative_texts_and_findings_of_executed_notebooks_are_read():
    svg = nbformat.v4.new_output(
        "display_data", data={"image/svg+xml": "<svg><desc>Teams boost use.</desc></svg>"},
        metadata={"image/svg+xml": {"alt": "Income drives use"}},
    )  # fmt: skip
    table = nbformat.v4.new_output(
        "display_data", data={"text/html": "<caption>Teams improved use</caption>"}
    )
    found = [
        (text.place, fault.word)
        for text in texts.shown(executed(svg, table))
        for fault in lint(text.content, text.language)
    ]
    assert found == [("cell 2", "drives"), ("cell 2", "boost"), ("cell 2", "improved")]
    assert next(texts.shown(executed(svg, language="vi"))).language == "vi"


def test_titles_of_documents_that_are_cited_are_quotations():
    title = read("reported_figures", "reported_figures")["source_title"]
    claiming = title[title.str.contains("Promoting")].iloc[0]
    output = nbformat.v4.new_output("display_data", data={"text/html": f"<td>{escape(claiming)}</td>"})
    (_, shown) = texts.shown(executed(output))
    assert lint(claiming, "en") and lint(shown.content, "en") == []


def test_the_style_of_notebooks_covers_what_they_show():
    table = nbformat.v4.new_output(
        "display_data", data={"text/html": "<caption>Teams improved use</caption>"}
    )
    (fault,) = prose.shown(nbformat.v4.new_notebook(cells=executed(table)))
    assert fault.startswith("cell 2: 'improved' claims a cause")
    assert prose.shown in RULES
