using AgentSched.Time.English;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Time.English;

/// <summary>The spec of a whole draft: its kind, its limits, and what the words leave undecided. It is Saturday 2026-11-21, 10:00 in Berlin.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class SpecBuilderTests
{
    [Theory] // values → cron list
    [InlineData("",            "")]
    [InlineData("7",           "7")]
    [InlineData("1 2",         "1,2")]
    [InlineData("1 2 3",       "1-3")]
    [InlineData("3 1 2 2",     "1-3")]
    [InlineData("0 1 2 22 23", "0-2,22,23")]
    public void A_list_of_values(string values, string list) => Assert.Equal(list, SpecBuilder.List(values.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)));

    [Theory] // text → from, until (UTC), excluded
    [InlineData("every day at 9", null,                   null,                   "")]
    [InlineData("every day at 9 from 2026-12-01", "2026-11-30 23:00:00Z", null,                   "")] // midnight in Berlin
    [InlineData("every day at 9 until 2026-12-31", null,                   "2026-12-31 23:00:00Z", "")]
    [InlineData("every day at 9 until 2027-06-30", null,                   "2027-06-30 22:00:00Z", "")] // summer
    [InlineData("every day at 9 for 36 hours", null,                   "2026-11-22 21:00:00Z", "")] // from now
    [InlineData("every day at 9 for a year", null,                   "2027-11-21 09:00:00Z", "")]
    [InlineData("every day at 9 from 2026-12-01 for 2 months", "2026-11-30 23:00:00Z", "2027-01-31 23:00:00Z", "")]
    [InlineData("every day at 9 except 2026-12-24 to 2026-12-26 and 2026-12-31", null,                   null,                   "2026-12-24/2026-12-26 2026-12-31")]
    [InlineData("every 25 minutes from 2026-12-01", null,                   null,                   "")] // its anchor says when it begins
    public void Limits_are_of_the_zone(string text, string? from, string? until, string excluded)
    {
        var spec = Build(text).Spec;
        Assert.NotNull(spec);
        Assert.Equal(("Europe/Berlin", from, until, excluded), (spec.Zone, spec.StartsAt?.ToString("u"), spec.EndsAt?.ToString("u"), string.Join(' ', spec.Exclude)));
    }

    [Theory] // text → cron
    [InlineData("every year on 24 december at 18:00",     "0 18 24 12 *")]
    [InlineData("on 24 december every year at 18:00",     "0 18 24 12 *")]
    [InlineData("every 24 december at 18:00",             "0 18 24 12 *")]
    [InlineData("every leap year on 29 february at 9:00", "0 9 29 2 *")]
    [InlineData("nightly",                                "0 0 * * *")] // a night is also its beginning
    [InlineData("every afternoon at 6",                   "0 18 * * *")]
    public void Dates_of_every_year_and_parts_of_the_day(string text, string cron) => Assert.Equal(cron, Build(text).Spec?.Cron);

    [Theory] // text → quoted words, reason
    [InlineData("every morning", "morning", "does not say when; say the time, as in \"every morning at 8:00\"")]
    [InlineData("every afternoon", "afternoon", "does not say when; say the time, as in \"every afternoon at 15:00\"")]
    [InlineData("every evening", "evening", "does not say when; say the time, as in \"every evening at 20:00\"")]
    [InlineData("tonight", "night", "does not say when; say the time, as in \"every night at 20:00\"")]
    [InlineData("every afternoon at 9pm", "9pm", "is not a time of the afternoon; say \"at 9:00\" or \"at 21:00\"")]
    [InlineData("once on mondays at 9", "once on mondays at 9", "asks for a single run and for recurring runs; say \"tomorrow at 9:00\" or \"every day at 9:00\"")]
    [InlineData("every leap year on 1 march", "every leap year", "can be combined with 29 February only; say \"every year on 15 March\"")]
    [InlineData("every day at 9 until 2026-11-20", "until 2026-11-20", "lies in the past")]
    [InlineData("every day at 9 from 2026-12-15 until 2026-12-01", "until 2026-12-01", "is before the start")]
    [InlineData("every day at 9 from 2026-12-24 to 2026-12-24 except 2026-12-24", "every day at 9 from 2026-12-24 to 2026-12-24 except 2026-12-24", "never occurs; try \"every weekday at 9am\"")]
    public void Refused(string text, string words, string why) => Assert.Equal(Reading.Refused(words, why), Build(text));

    [Theory] // cron, zone → why it is no spec; null: it is one
    [InlineData("0 9 * * *",  "UTC",          null)]
    [InlineData("0 9 * * *",  null,           "\"text\" zone is required")]
    [InlineData("0 9 * * *",  "Mars/Olympus", "\"text\" zone \"Mars/Olympus\" is not an IANA time zone such as Europe/Berlin or UTC")]
    [InlineData(null,         "UTC",          "\"text\" cron is required unless every or at is given; give exactly one of the three")]
    [InlineData("0 9 30 2 *", "UTC",          "\"text\" never occurs; try \"every weekday at 9am\"")]
    public void A_spec_is_valid_and_comes(string? cron, string? zone, string? refusal)
    {
        var spec = new SpecText { Cron = cron, Zone = zone };
        Assert.Equal(new Reading(refusal is null ? spec : null, refusal, IsKnown: true), SpecBuilder.Checked(spec, EnglishReaderTests.Now, "text"));
    }

    private static Reading Build(string text) => SpecBuilder.Build(Said.All(text), text);
}
