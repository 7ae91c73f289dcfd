"""The named functions of measure files: what plain SQL lacks, registered on each engine.

A measure file calls them by name and is carried to another engine unchanged, where the same names
are registered in that engine's words. Each is a pure expression; null in, null out, unless said.
"""

from schemas.record import record

ORDER_INTENTS = ("order", "original-order", "reflex-order", "filler-order", "instance-order")
# A supply beyond this is a mistake of the sender; it must not overflow a date.
LONGEST_SUPPLY_DAYS = 36_525


@record
class Function:
    """A function: its signature, what it means, and its body in the DuckDB dialect, if fixed.

    `spark` is the body in the dialect of Spark, where it is another one.
    """

    name: str
    parameters: tuple[str, ...]
    means: str
    duckdb: str = ""
    spark: str = ""


FUNCTIONS = (
    Function(
        name="in_period",
        parameters=("first_day", "last_day"),
        means="the days from the first to the last lie inside the measurement period",
        duckdb="first_day >= period_start() and last_day <= period_end()",
    ),
    Function(
        name="plus_days",
        parameters=("day", "days"),
        means="the day so many whole days later",
        duckdb="cast(day + cast(days as integer) as date)",
        spark="date_add(day, cast(days as int))",
    ),
    Function(
        name="plus_months",
        parameters=("day", "months"),
        means="the same day so many months later, or the last day of a month that is too short",
        duckdb="cast(day + to_months(cast(months as integer)) as date)",
        spark="add_months(day, cast(months as int))",
    ),
    Function(
        name="days_between",
        parameters=("earlier", "later"),
        means="days from the one to the other",
        duckdb="cast(later - earlier as integer)",
        spark="datediff(later, earlier)",
    ),
    Function(
        name="month_index",
        parameters=("day",),
        means="the calendar month, counted through the years: subtracting two gives months",
        duckdb="cast(year(day) * 12 + month(day) - 1 as integer)",
    ),
    Function(
        name="member_months",
        parameters=("first_day", "last_day"),
        means="how many fifteenths of a month lie from the first to the last day, both included",
        duckdb=(
            "month_index(last_day) + cast(day(last_day) >= 15 as integer)"
            " - month_index(first_day) - cast(day(first_day) > 15 as integer)"
        ),
    ),
    Function(
        name="age_on",
        parameters=("birth_day", "over_89", "on_day"),
        means="whole years of age on that day; 90 for a person known only to be over 89",
        duckdb=(
            "case when birth_day is not null then year(on_day) - year(birth_day)"
            " - cast(month(on_day) * 100 + day(on_day)"
            " < month(birth_day) * 100 + day(birth_day) as integer)"
            " when over_89 then 90 end"
        ),
    ),
    Function(
        name="latest_day",
        parameters=("day", "precision"),
        means="the last day that is meant: of a year or month told as its first day, else the day",
        duckdb=(
            "case when precision = 'year' then make_date(year(day), 12, 31)"
            " when precision = 'month' then last_day(day) else day end"
        ),
    ),
    Function(
        name="moment",
        parameters=("instant", "day"),
        means="microseconds since 1970 of the instant, else of the day's first instant: to sort by",
        duckdb="coalesce(epoch_us(instant), epoch_us(cast(day as timestamp)))",
        spark="coalesce(unix_micros(instant), unix_micros(cast(day as timestamp)))",
    ),
    Function(
        name="not_before",
        parameters=("instant", "day", "other_instant", "other_day"),
        means=(
            "the one time is the other or later: by instant where both have one, by day where"
            " neither has; where one has, only a different day tells, and the same day is unknown"
        ),
        duckdb=(
            "case when instant is not null and other_instant is not null"
            " then instant >= other_instant"
            " when instant is null and other_instant is null then day >= other_day"
            " when day = other_day then null"
            " else day > other_day end"
        ),
    ),
    Function(
        name="is_order",
        parameters=("intent",),
        means="the intent of a request is one of the orders of FHIR",
        duckdb=f"intent in {ORDER_INTENTS}",
    ),
    Function(
        name="days_of_quantity",
        parameters=("quantity", "dose", "frequency", "frequency_days"),
        means="days that a quantity lasts, at a dose taken so often in so many days, else daily",
        duckdb=(
            "quantity / nullif(dose * coalesce(frequency / nullif(frequency_days, 0), 1.0), 0)"
        ),
    ),
    Function(
        name="points_at",
        parameters=("pointer", "diagnosis_rank"),
        means="a claim line points, among others such as 1,2, at the diagnosis of that rank",
        duckdb="list_contains(string_split(pointer, ','), cast(diagnosis_rank as varchar))",
        spark="array_contains(split(pointer, ','), cast(diagnosis_rank as string))",
    ),
    Function(
        name="day_list",
        parameters=("days",),
        means="the days of a group of rows, as one list: an aggregate",
        duckdb="list(days)",
        spark="collect_list(days)",
    ),
    Function(
        name="first_per_days",
        parameters=("days", "apart"),
        means=(
            "of a list of days the first, and each later one that is so many days or more after the"
            " last that is kept"
        ),
        duckdb=(
            "list_reduce("
            "list_transform(list_sort(cast(days as date[])), lambda day: [day]),"
            " lambda kept, next: case"
            " when next[1] >= cast(kept[-1] + cast(apart as integer) as date)"
            " then list_concat(kept, next) else kept end)"
        ),
        spark=(
            "aggregate(array_sort(days), cast(array() as array<date>), (kept, next) ->"
            " case when size(kept) = 0 or next >= date_add(element_at(kept, -1), apart)"
            " then concat(kept, array(next)) else kept end)"
        ),
    ),
    Function(
        name="is_among",
        parameters=("day", "days"),
        means="the day is in the list of days",
        duckdb="list_contains(days, day)",
        spark="array_contains(days, day)",
    ),
    Function(
        name="whole_dollars",
        parameters=("amount",),
        means="the amount in whole dollars, half a dollar rounded up; nothing where none is told",
        duckdb="cast(floor(coalesce(amount, 0) + 0.5) as bigint)",
    ),
    Function(
        name="supplied_through",
        parameters=("first_day", "days"),
        means="the last day of a supply of so many days; a part of a day is not counted",
        duckdb=(
            "case when days is not null then plus_days(first_day,"
            f" cast(trunc(least(greatest(days, 0), {LONGEST_SUPPLY_DAYS}) - 1) as integer)) end"
        ),
        spark=(
            "case when days is not null then plus_days(first_day,"
            f" cast(least(greatest(days, 0), {LONGEST_SUPPLY_DAYS}) - 1 as int)) end"
        ),
    ),
)


# These are made anew for each run: the period and the sets are part of them.
OF_THE_MEASURE = (
    Function(name="period_start", parameters=(), means="the first day of the measurement period"),
    Function(name="period_end", parameters=(), means="the last day of the measurement period"),
    Function(
        name="has_any_code",
        parameters=("codes",),
        means="the coded element holds a code; false where it is empty",
    ),
    Function(
        name="has_code",
        parameters=("codes", "title"),
        means=(
            "the coded element holds a code of the set of that title which is valid on a day of the"
            " measurement period; false where it is empty"
        ),
    ),
    Function(
        name="has_code_on",
        parameters=("codes", "title", "on_day"),
        means="the coded element holds a code of that set which is valid on that day",
    ),
)
