"""What each field of a data set means, for people who will work with it."""

from collections.abc import Mapping

from huying.kernel.words import N_

Fields = Mapping[str, tuple[str, str]]

_URL = N_("网页。")
_REGION = N_("行政区划代码：6 位县，9 位乡镇街道，12 位村和社区。")

VOICES: Fields = {
    "id": ("uuid", N_("公开编号，不变；和 Open311 的 service_request_id 相同。")),
    "url": ("url", _URL),
    "text": ("text", N_("公开的文字：原话，或者联络站遮去能认出人的地方以后的话。姓名和电话不公开。")),
    "photos": ("url", N_("公开的照片，几张就有几个地址，用空格隔开。")),
    "category": ("code", N_("类别代码，和 Open311 的 service_code 相同。")),
    "category_name": ("text", N_("类别。")),
    "station": ("code", N_("受理的联络站，见数据集 stations。")),
    "station_name": ("text", N_("联络站的名称。")),
    "region": ("code", _REGION),
    "town_name": ("text", N_("在哪个乡镇街道。")),
    "place": ("text", N_("地点，照本人写的，遮去门牌。")),
    "latitude": ("number", N_("纬度，WGS-84，取到约 100 米；没有定位的空着。")),
    "longitude": ("number", N_("经度，WGS-84，取到约 100 米；没有定位的空着。")),
    "said_at": ("datetime", N_("什么时候说的，北京时间。")),
    "changed_at": ("datetime", N_("公开的部分最近一次变化。")),
    "way": (
        "code",
        N_(
            "怎么办的：answered 联络站答复，unit 单位办理，suggestion 代表建议，guided 指引渠道，"
            "joined 并入同类，explained 说明原因；空着是还没有定。"
        ),
    ),
    "unit": ("text", N_("承办单位；没有转办的空着。")),
    "outcome": (
        "code",
        N_(
            "结果：open 正在办，told 已反馈、等群众评价，solved 群众说解决了，partly 解决了一部分，"
            "not_solved 还没有解决，silent 已了结、没有评价，withdrawn 本人撤回。"
        ),
    ),
}

SUGGESTIONS: Fields = {
    "id": ("uuid", N_("公开编号，不变。")),
    "url": ("url", _URL),
    "number": ("text", N_("立案的编号。")),
    "region": ("code", N_("提给哪一级人大，行政区划代码。")),
    "title": ("text", N_("标题。")),
    "category": ("code", N_("类别代码。")),
    "proposer": ("text", N_("领衔代表；要求不公开姓名的空着。")),
    "unit": ("text", N_("主办单位。")),
    "filed_on": ("date", N_("立案的日期。")),
    "answered_on": ("date", N_("最近一次答复的日期。")),
    "round": ("number", N_("第几轮办理；2 以上是再次交办过。")),
    "state": ("code", N_("办到哪一步，代码见办事规则里的流程图。")),
    "outcome": (
        "code",
        N_(
            "答复的结果：resolved 已经解决，partly_resolved 解决了一部分，in_progress 正在解决，planned 列入计划，"
            "referred_up 向上反映，cannot_now 暂不具备条件，legally_impossible 法律政策不允许，reference 留作参考。"
        ),
    ),
    "verdict": (
        "code",
        N_("代表的测评：satisfied 满意，unsatisfied 不满意，silent 没有测评；没到公布时候的空着。"),
    ),
}

STATIONS: Fields = {
    "code": ("code", N_("联络站的代码，也在它的二维码里。")),
    "url": ("url", _URL),
    "name": ("text", N_("名称。")),
    "kind": ("code", N_("home 代表之家，station 联络站，room 联络室，point 联络点，parlour 会客厅。")),
    "mode": ("code", N_("fixed 固定，mobile 流动，cloud 云端。")),
    "region": ("code", _REGION),
    "region_name": ("text", N_("所在地。")),
    "parent": ("code", N_("上一级联络站。")),
    "address": ("text", N_("地址。")),
    "open_hours": ("text", N_("开放时间。")),
    "phone": ("text", N_("联络站的电话。")),
    "latitude": ("number", N_("纬度，WGS-84；没有定位的空着。")),
    "longitude": ("number", N_("经度，WGS-84；没有定位的空着。")),
}

FIGURES: Fields = {
    "region": ("code", N_("哪里的数字，含下面的乡镇街道。")),
    "by": ("code", N_("all 合计，year 一年里立案的，category 一个类别，unit 一个承办单位。")),
    "key": ("code", N_("年份、类别代码或者单位编号。")),
    "label": ("text", N_("年份，类别或者单位的名称。")),
    "filed": ("number", N_("立案多少件；分单位的不计。")),
    "answered": ("number", N_("已经答复的。")),
    "resolved": ("number", N_("其中答复为已经解决的。")),
    "judged": ("number", N_("代表作了测评的。")),
    "satisfied": ("number", N_("其中满意的。")),
    "silent": ("number", N_("代表没有测评的，不算满意，也不算不满意。")),
    "settled": ("number", N_("已有结论的承诺。")),
    "kept": ("number", N_("其中兑现的。")),
    "promised": ("number", N_("还没有结论的承诺。")),
    "again": ("number", N_("再次交办的；只在合计和分年里有。")),
}

FIELDS: Mapping[str, Fields] = {
    "voices": VOICES,
    "suggestions": SUGGESTIONS,
    "stations": STATIONS,
    "figures": FIGURES,
}
