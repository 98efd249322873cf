using System.Net;
using System.Text.RegularExpressions;
using AgentSched.Azurite;
using AgentSched.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Tests.Scenarios;

/// <summary>Walks the table of docs/api.md: an agent answers what each row says, and the run's record says what the row says.</summary>
[Trait("shows", "runs")]
[Trait("shows", "right-answers")]
public sealed partial class AnswerTableTests(AzuriteFixture azurite, ITestOutputHelper output)
{
    [Fact]
    public async Task Each_row_of_the_table_is_what_happens()
    {
        var rows = ReadTable();
        Assert.Equal(["openai", "trinity", "webhook"], rows.Select(row => row.Kind).Distinct().Order());
        await using var agent = await AnsweringServer.StartAsync(http => AnswerAsync(http, rows));
        await using var app = await TestApp.StartAsync(azurite);
        var runs = new List<string>();
        for (var i = 0; i < rows.Count; i++)
        {
            await app.Api.PutAsync($"agents/a{i}", new { kind = rows[i].Kind, url = new Uri(agent.Address, $"/{i}"), model = "small" }, HttpStatusCode.Created);
            runs.Add((string)(await app.Api.PostAsync($"agents/a{i}/runs", new { message = "x", retries = 1 }, HttpStatusCode.Accepted))["runId"]!);
        }

        await app.SettleAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(10)); // the second calls
        await app.SettleAsync();
        var wrong = new List<string>();
        for (var i = 0; i < rows.Count; i++)
        {
            var run = await app.Api.GetAsync($"agents/a{i}/runs/{runs[i]}");
            var calls = agent.Requests.Count(request => request.Line.StartsWith($"POST /{i}/", StringComparison.Ordinal) || request.Line == $"POST /{i}");
            var found = new Row(rows[i].Kind, rows[i].Answer, (string)run["status"]!, (string)run["reason"]!, calls > 1 ? "yes" : "no");
            if (found != rows[i] || (int)run["attempts"]! != calls)
            {
                wrong.Add($"{rows[i]}: {found}, {run["sentence"]}");
            }
        }

        output.WriteLine($"{rows.Count} rows");
        Assert.InRange(rows.Count, 60, 200);
        Found.None(wrong);
        await app.AssertAtRestAsync();
    }

    private static async Task AnswerAsync(HttpContext http, IReadOnlyList<Row> rows)
    {
        var answer = rows[int.Parse(http.Request.Path.Value!.Split('/')[1])].Answer.Split(' ', 2);
        http.Response.StatusCode = int.Parse(answer[0]);
        if (answer.Length > 1)
        {
            http.Response.ContentType = answer[1] is ['{', ..] ? "application/json" : "text/plain";
            await http.Response.WriteAsync(answer[1].Replace(@"\n", "\n", StringComparison.Ordinal));
        }
    }

    private static List<Row> ReadTable()
    {
        var text = File.ReadAllText(Path.Combine(Checkout.Root(), "docs", "api.md"));
        var section = text[text.IndexOf("## Answers of agents", StringComparison.Ordinal)..];
        return [.. Line().Matches(section).Select(row => new Row(Of(row, "kind"), Of(row, "answer"), Of(row, "status"), Of(row, "reason"), Of(row, "again")))];
    }

    private static string Of(Match row, string group) => row.Groups[group].Value;

    [GeneratedRegex(
        @"^\| `(?<kind>trinity|openai|webhook)` \| `(?<answer>\d{3}[^|]*)` \| (?<status>\w+) \| `(?<reason>\w+)` \| (?<again>yes|no) \|$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    private sealed record Row(string Kind, string Answer, string Status, string Reason, string CalledAgain);
}
