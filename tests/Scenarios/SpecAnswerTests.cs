using System.Net;
using System.Text.Json.Nodes;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>Specs as people really send them: what they mean, or what is wrong with them and the same in our fields. It is Saturday 2026-11-21, 09:00 UTC.</summary>
[Trait("shows", "schedules")]
[Trait("shows", "right-answers")]
public sealed class SpecAnswerTests(AzuriteFixture azurite)
{
    private const string Now = "2026-11-21T09:00:00Z";

    /// <summary>Query of a preview, then the start of <c>human</c> and the next occurrences, or the errors.</summary>
    private static readonly (string Query, string Human, string Next)[] Valid =
    [
        // 2: every name of the tz database, in any case
        ("cron=0 9 * * *&zone=asia/tokyo", "every day at 09:00 Asia/Tokyo", "2026-11-22T00:00:00Z"),
        ("cron=0 9 * * *&zone=pacific/fiji", "every day at 09:00 Pacific/Fiji", "2026-11-21T21:00:00Z"),
        ("cron=0 9 * * *&zone=CET", "every day at 09:00 CET", "2026-11-22T08:00:00Z"),
        ("cron=0 9 * * *&zone=utc", "every day at 09:00 UTC", "2026-11-22T09:00:00Z"),
        ("cron=0 9 * * *&zone=EST5EDT", "every day at 09:00 EST5EDT", "2026-11-21T14:00:00Z"),
        ("cron=0 9 * * *&zone=roc", "every day at 09:00 ROC", "2026-11-22T01:00:00Z"),
        ("cron=0 9 * * *&zone=Europe/Kiev", "every day at 09:00 Europe/Kiev", "2026-11-22T07:00:00Z"),
        ("cron=0 9 * * *&zone=EST", "every day at 09:00 EST", "2026-11-21T14:00:00Z"),
        ("cron=0 9 * * *&zone=gmt", "every day at 09:00 GMT", "2026-11-22T09:00:00Z"),

        // 6: dstGap and dstOverlap of at, weeks
        ("at=2027-03-28T02:30&zone=Europe/Berlin", "once on 2027-03-28 at 02:30 Europe/Berlin", "2027-03-28T01:00:00Z"),
        ("at=2027-10-31T02:30&zone=Europe/Berlin", "once on 2027-10-31 at 02:30 Europe/Berlin", "2027-10-31T00:30:00Z"),
        ("at=2027-10-31T02:30&zone=Europe/Berlin&dstOverlap=last", "once on 2027-10-31 at 02:30 Europe/Berlin, the second time", "2027-10-31T01:30:00Z"),
        ("at=2027-10-31T02:30&zone=Europe/Berlin&dstOverlap=both", "once on 2027-10-31 at 02:30 Europe/Berlin, both times", "2027-10-31T00:30:00Z 2027-10-31T01:30:00Z"),
        ("every=P1W", "every 168 hours", "2026-11-28T09:00:00Z 2026-12-05T09:00:00Z"),
        ("every=PT4H", "every 4 hours", "2026-11-21T13:00:00Z"),

        // 7: intervals on the calendar
        ("every=P2W&zone=Europe/Berlin&anchor=2027-03-16T08:00:00Z", "every 2 weeks on Tuesday at 09:00 Europe/Berlin", "2027-03-16T08:00:00Z 2027-03-30T07:00:00Z"),
        ("every=P2D&zone=Europe/Berlin&anchor=2027-03-26T11:00:00Z", "every 2 days at 12:00 Europe/Berlin", "2027-03-26T11:00:00Z 2027-03-28T10:00:00Z"),
        ("every=P3M&zone=Europe/Berlin&anchor=2026-12-05T08:00:00Z", "every 3 months on the 5th at 09:00 Europe/Berlin", "2026-12-05T08:00:00Z 2027-03-05T08:00:00Z 2027-06-05T07:00:00Z"),
        ("every=P1M&zone=UTC&anchor=2026-12-31T18:00:00Z", "every month on the 31st or the last day at 18:00 UTC", "2026-12-31T18:00:00Z 2027-01-31T18:00:00Z 2027-02-28T18:00:00Z"),
        ("every=PT48H&zone=Europe/Berlin&anchor=2027-03-26T11:00:00Z", "every 48 hours", "2027-03-26T11:00:00Z 2027-03-28T11:00:00Z"),
        ("every=P1D&zone=Europe/Berlin&anchor=2027-03-27T01:30:00Z&dstGap=skip", "every day at 02:30 Europe/Berlin, not where", "2027-03-27T01:30:00Z 2027-03-29T00:30:00Z"),
    ];

    [Fact]
    public async Task A_spec_means_what_was_sent()
    {
        await using var app = await TestApp.StartAsync(azurite, Now);
        foreach (var (query, human, next) in Valid)
        {
            var preview = await PreviewAsync(app, query);
            Assert.True((bool)preview["valid"]!, $"{query}: {preview.ToJsonString()}");
            Assert.True(((string)preview["human"]!).StartsWith(human, StringComparison.Ordinal), $"{query}: {preview["human"]}");
            var times = preview["next"]!.AsArray().Select(time => (string)time!);
            Assert.Equal($"{query}: {next}", $"{query}: {string.Join(' ', times.Take(next.Split(' ').Length))}");
        }
    }

    /// <summary>Query of a preview, then the only field with an error and its only message, or the start of it.</summary>
    private static readonly (string Query, string Field, string Message)[] Invalid =
    [
        ("cron=0 9 * * *&zone=posix/Europe/Berlin", "zone", "\"posix/Europe/Berlin\" is not an IANA time zone"),
        ("cron=0 9 * * *&zone=right/UTC", "zone", "\"right/UTC\" is not an IANA time zone"),
        ("cron=0 9 * * *&zone=Mars/Base", "zone", "\"Mars/Base\" is not an IANA time zone"),
        ("cron=CRON_TZ=Europe/Berlin 0 9 * * *", "cron", "\"CRON_TZ=Europe/Berlin 0 9 * * *\": it names its zone as some crontabs do"), // without the echo that the zone is missing
        ("cron=rate(5 minutes)", "cron", "\"rate(5 minutes)\": it looks like a rate of AWS EventBridge; here it is every \"PT5M\" instead of cron"),
        ("cron=@every 5m", "cron", "\"@every 5m\": it looks like an interval of Go's cron; here it is every \"PT5M\" instead of cron"),
        ("cron=5m", "cron", "\"5m\": it looks like an interval; here it is every \"PT5M\" instead of cron"),
        ("cron=at(2026-12-24T18:00:00)", "cron", "\"at(2026-12-24T18:00:00)\": it looks like a single time of AWS EventBridge; here it is at"),
        ("cron=0 9 * *&zone=UTC", "cron", "\"0 9 * *\": it has 4 of the five fields"),
        ("cron=0 9&zone=UTC", "cron", "\"0 9\": it has 2 of the five fields"),
        ("cron=0 9 * * * root /bin/x&zone=UTC", "cron", "\"0 9 * * * root /bin/x\": it looks like a line of a crontab, with a command after it; here it is cron \"0 9 * * *\""),
        ("cron=0 9 * * * backup&zone=UTC", "cron", "\"0 9 * * * backup\": it looks like a line of a crontab"),
        ("cron=0 9 * * ? # comment&zone=UTC", "cron", "\"0 9 * * ? # comment\": it has a comment after it; here it is cron \"0 9 * * *\""),
        ("cron=H( 0-29 ) * * * *&zone=UTC", "cron", "\"H( 0-29 ) * * * *\": it has spaces within H( ); here it is cron \"H(0-29) * * * *\""),
        ("cron=TZ=Mars/Base 0 9 * * *", "cron", "\"TZ=Mars/Base 0 9 * * *\": it names its zone as some crontabs do; here the zone is a field of its own: here it is cron \"0 9 * * *\", with a zone such as"),
        ("cron=0 9 * * *&zone=UTC&every=PT4H", "cron", "cannot be combined with every; give exactly one of cron, every and at"),
        ("cron=0 9 * * *&zone=UTC&at=2027-01-01T09:00", "cron", "cannot be combined with at; give exactly one of cron, every and at"),
        ("every=PT4H&zone=UTC&at=2027-01-01T09:00", "every", "cannot be combined with at; give exactly one of cron, every and at"),
        ("every=P1Y&zone=Europe/Berlin&anchor=2026-10-13T07:00:00Z", "every", "P1Y has no fixed length; use cron \"0 9 13 10 *\" with zone \"Europe/Berlin\", or every \"P12M\""),
        ("every=P1M&anchor=2026-12-30T07:00:00Z", "every", "P1M has no fixed length; every \"P1M\" with a zone counts them on its calendar"),
        ("cron=H(0-99) * * * *&zone=UTC", "cron", "\"H(0-99) * * * *\": "),
        ("at=2027-03-28T02:30&zone=Europe/Berlin&dstGap=skip", "at", "does not exist in Europe/Berlin, where the clocks jump ahead then, and with dstGap: skip it would never run"),
        ("every=P1M", "every", "P1M has no fixed length; use cron \"0 9 21 * *\" with zone \"UTC\", or every \"P1M\" with a zone counts them on its calendar"),
        ("every=P1Y&zone=Europe/Berlin", "every", "P1Y has no fixed length; use cron \"0 10 21 11 *\" with zone \"Europe/Berlin\", or every \"P12M\" with a zone"),
        ("every=P1M2D&zone=UTC", "every", "P1M2D mixes months with days or hours"),
        ("every=PT0S", "every", "PT0S is outside PT1S–P3660D"), // one fault is one error
        ("every=often", "every", "\"often\" is not an ISO 8601 duration"),
        ("at=tomorrow&zone=UTC", "at", "\"tomorrow\" is not a local time"),
        ("cron=CRON_TZ=Asia/Tokyo 0 9 * * *&zone=UTC", "cron", "\"CRON_TZ=Asia/Tokyo 0 9 * * *\": it names its zone as some crontabs do; here the zone is a field of its own: here it is cron \"0 9 * * *\", zone \"Asia/Tokyo\""),
        ("cron=TZ=UTC 0 9 * * *&zone=UTC", "cron", "\"TZ=UTC 0 9 * * *\": it names its zone"),
        ("cron=cron(0 9 ? * 2-6 *)&zone=UTC", "cron", "\"cron(0 9 ? * 2-6 *)\": it looks like an expression of AWS EventBridge; here it is cron \"0 9 * * MON-FRI\""),
        ("cron=rate(5 minutes)&zone=UTC", "cron", "\"rate(5 minutes)\": it looks like a rate of AWS EventBridge; here it is every \"PT5M\""),
        ("cron=\"0 9 * * *\"&zone=UTC", "cron", "\"\"0 9 * * *\"\": it is in quotation marks"),
        ("cron=Mon..Fri *-*-* 09:00:00&zone=UTC", "cron", "\"Mon..Fri *-*-* 09:00:00\": it looks like systemd's OnCalendar; here it is cron \"0 9 * * MON-FRI\""),
        ("cron=0 0 9 ? * 2-6 2026&zone=UTC", "cron", "\"0 0 9 ? * 2-6 2026\": it looks like Quartz' seven fields"),
        ("cron=0 0 9 * * *&zone=UTC", "cron", "\"0 0 9 * * *\" has six fields; seconds are not allowed here (AgentSched:AllowSeconds), so give five: minute hour day month weekday; it looks like six fields, seconds first"),
        ("cron=0,3 * * * *&zone=UTC", "cron", "fires PT3M apart, at 2026-11-21T10:00:00Z and 2026-11-21T10:03:00Z; the shortest interval allowed here is PT5M"),
    ];

    [Fact]
    public async Task One_fault_is_told_once_and_with_the_way_to_say_it_here()
    {
        await using var app = await TestApp.StartAsync(azurite, Now, new Dictionary<string, string?> { ["AgentSched:MinimumInterval"] = "00:05:00" });
        foreach (var (query, field, message) in Invalid)
        {
            var preview = await PreviewAsync(app, query);
            Assert.False((bool)preview["valid"]!, query);
            var (name, errors) = Assert.Single(preview["errors"]!.AsObject());
            var error = (string)Assert.Single(errors!.AsArray())!;
            Assert.Equal((query, field), (query, name));
            Assert.True(error.StartsWith(message, StringComparison.Ordinal), $"{query}: {error}");
        }
    }

    /// <summary>Query of a preview, then a warning, or the start of it; empty: none.</summary>
    private static readonly (string Query, string Warning)[] Warned =
    [
        ("at=2027-03-28T02:30&zone=Europe/Berlin", "02:30 on 2027-03-28 does not exist in Europe/Berlin, where the clocks jump ahead: what is due in the gap runs at 03:00 (dstGap: shift)"),
        ("at=2027-10-31T02:30&zone=Europe/Berlin", "02:30 on 2027-10-31 occurs twice in Europe/Berlin, where the clocks go back: it runs the first time only (dstOverlap: first)"),
        ("at=2029-10-28T02:30&zone=Europe/Berlin&dstOverlap=both", "02:30 on 2029-10-28 occurs twice in Europe/Berlin, where the clocks go back: it runs both times"), // in three years
        ("every=P1D&zone=Europe/Berlin&anchor=2026-11-22T01:30:00Z", "02:30 on 2027-03-28 does not exist in Europe/Berlin"),
        ("every=PT48H&zone=Europe/Berlin", "it counts 24 hours a day: its local time moves when the clocks change in Europe/Berlin, next on 2027-03-28; every \"P2D\" keeps the local time"),
        ("every=P2D", "P2D without a zone counts 24 hours a day"),
        ("every=P1M&zone=UTC&anchor=2026-12-31T18:00:00Z", "in a month without a day 31 it runs on the month's last day"),
        ("cron=0 9 ? * 2-6&zone=UTC", "\"2-6\" counts weekdays from 0 = Sunday, so it runs on Tuesday, Wednesday, Thursday, Friday, Saturday; Quartz and AWS, which write ?, count from 1 = Sunday"),
        ("cron=H 9 * * *&zone=UTC", "H stands for a value that is fixed when the schedule is saved, derived from its id: the times shown are an example"),
        ("every=PT4H&zone=UTC", ""),
        ("cron=0 9 ? * MON-FRI&zone=UTC", ""),
    ];

    [Fact]
    public async Task What_may_surprise_is_a_warning()
    {
        await using var app = await TestApp.StartAsync(azurite, Now);
        foreach (var (query, warning) in Warned)
        {
            var warnings = (await PreviewAsync(app, query))["warnings"]!.AsArray().Select(w => (string)w!).Where(w => !w.StartsWith("the time zone data", StringComparison.Ordinal)).ToList();
            Assert.True(warning.Length == 0 ? warnings.Count == 0 : warnings.Exists(w => w.StartsWith(warning, StringComparison.Ordinal)), $"{query}: {string.Join(" | ", warnings)}");
        }
    }

    [Theory] // as sent → as stored, and the first due time
    [InlineData("""{"cron":"0 9 * * *","zone":"pacific/fiji"}""", "Pacific/Fiji", null, "2026-11-21T21:00:00Z")]
    [InlineData("""{"cron":"0 9 * * *","zone":"cet"}""", "CET", null, "2026-11-22T08:00:00Z")]
    [InlineData("""{"at":"2027-10-31T02:30","zone":"europe/berlin","dstOverlap":"last"}""", "Europe/Berlin", null, "2027-10-31T01:30:00Z")]
    [InlineData("""{"every":"P2W","zone":"Europe/Berlin","anchor":"2026-11-24T08:00:00Z"}""", "Europe/Berlin", "P2W", "2026-11-24T08:00:00Z")]
    [InlineData("""{"every":"P1W"}""", null, "P7D", "2026-11-28T09:00:00Z")]
    [InlineData("""{"every":"PT48H","zone":"Europe/Berlin"}""", "Europe/Berlin", "PT48H", "2026-11-23T09:00:00Z")]
    [InlineData("""{"every":"P3M","zone":"Europe/Berlin","anchor":"2026-12-05T08:00:00Z"}""", "Europe/Berlin", "P3M", "2026-12-05T08:00:00Z")]
    public async Task A_schedule_keeps_its_spec_when_it_is_sent_back(string spec, string? zone, string? every, string due)
    {
        await using var app = await TestApp.StartAsync(azurite, Now);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        var body = JsonNode.Parse(spec)!;
        (body["name"], body["message"]) = ("one", "hello");
        var created = await app.Api.PostAsync("agents/alice/schedules", body, HttpStatusCode.Created);
        Assert.Equal((zone, every, due), ((string?)created["zone"], (string?)created["every"], (string?)created["nextDueTime"]));
        var path = $"agents/alice/schedules/{created["id"]}";
        var read = await app.Api.GetAsync(path);
        var put = await app.Api.PutAsync(path, read);
        Assert.Equal(Spec(created), Spec(put));
        var patched = (await app.Api.TryAsync(HttpMethod.Patch, path, """{"description":"a word"}""")).Body!;
        Assert.Equal(Spec(created), Spec(patched));
        var export = (await app.Api.GetAsync("schedules/export")).AsArray();
        var imported = await app.Api.PostAsync("schedules/import?mode=upsert", export);
        Assert.Equal("unchanged", (string)imported["items"]![0]!["outcome"]!);

        static string Spec(JsonNode schedule) => string.Join(' ', ((string[])["cron", "zone", "every", "anchor", "at", "nextDueTime", "human"]).Select(name => (string?)schedule[name]));
    }

    [Fact]
    public async Task H_is_a_value_of_the_schedules_own_everywhere()
    {
        await using var app = await TestApp.StartAsync(azurite, Now);
        await app.Api.RegisterAgentAsync("alice", app.Agent.Address);
        var minutes = new HashSet<string>();
        foreach (var cron in (string[])["H * * * *", "H(0-29) 9 * * *", "H/15 * * * *", "H H * * *", "0 H(1-5) * * 1-5", "H * * * *", "H * * * *"])
        {
            var created = await app.Api.PostAsync("agents/alice/schedules", new { name = $"{minutes.Count} {cron}", cron, zone = "UTC", message = "m" }, HttpStatusCode.Created);
            var path = $"agents/alice/schedules/{created["id"]}";
            var next = (string)created["nextDueTime"]!;
            minutes.Add($"{cron} {next}");
            Assert.Equal((cron, false), ((string)created["cron"]!, ((string)created["human"]!).Contains('H')));
            Assert.Equal(next, (string)(await app.Api.GetAsync($"{path}/preview"))["items"]![0]!["dueTime"]!);
            var diff = await app.Api.PostAsync($"{path}/diff", new { description = "the same times" });
            Assert.Equal((0, 0), ((int)diff["addedCount"]!, (int)diff["removedCount"]!));
            Assert.Equal(next, (string)(await app.Api.PutAsync(path, await app.Api.GetAsync(path)))["nextDueTime"]!);
            Assert.InRange((int)(await app.Api.PostAsync($"{path}/diff", new { cron = "H(30-59) 7 1 * *" }))["removedCount"]!, 1, 10_000);
        }

        Assert.Equal(7, minutes.Count); // the same expression, but other values
        var copies = new JsonArray(new JsonObject { ["agent"] = "alice", ["name"] = "imported", ["cron"] = "H * * * *", ["zone"] = "UTC", ["message"] = "m" });
        Assert.Equal("created", (string)(await app.Api.PostAsync("schedules/import", copies))["items"]![0]!["outcome"]!);
        var parsed = await app.Api.PostAsync("cron/parse", new { text = "H H(9-16) * * 1-5" });
        Assert.Equal(("H H(9-16) * * 1-5", true), ((string?)parsed["spec"]!["cron"], parsed["warnings"]!.AsArray().Any(w => ((string)w!).Contains("when the schedule is saved", StringComparison.Ordinal))));
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Api.TryAsync(HttpMethod.Post, "cron/parse", """{"text":"H(9-70) 9 * * *"}""")).Status);
    }

    [Theory] // text → every, first occurrences
    [InlineData("every other tuesday at 9", "P2W", "2026-11-24T08:00:00Z 2026-12-08T08:00:00Z")]
    [InlineData("every 2 days at noon", "P2D", "2026-11-21T11:00:00Z 2026-11-23T11:00:00Z")]
    [InlineData("every 5 months on the 5th at 9", "P5M", "2026-12-05T08:00:00Z 2027-05-05T07:00:00Z")]
    [InlineData("every 3 months on the 5th at 9 starting 2026-12-01", "P3M", "2026-12-05T08:00:00Z 2027-03-05T08:00:00Z")]
    [InlineData("every 2 weeks on friday at 17:00 in asia/tokyo", "P2W", "2026-11-27T08:00:00Z 2026-12-11T08:00:00Z")]
    public async Task Plain_English_counts_on_the_calendar(string text, string every, string next)
    {
        await using var app = await TestApp.StartAsync(azurite, Now);
        var parsed = await app.Api.PostAsync("cron/parse", new { text, zone = "europe/berlin" });
        Assert.Equal((every, next), ((string)parsed["spec"]!["every"]!, string.Join(' ', parsed["next"]!.AsArray().Take(2).Select(time => (string)time!))));
    }

    private static async Task<JsonNode> PreviewAsync(TestApp app, string query) =>
        await app.Api.GetAsync($"cron/preview?{string.Join('&', query.Split('&').Select(part => part.Split('=', 2)).Select(part => $"{part[0]}={Uri.EscapeDataString(part[1])}"))}");
}
