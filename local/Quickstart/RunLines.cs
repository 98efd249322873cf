using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace AgentSched.Quickstart;

/// <summary>Prints a line on the console for each run that has finished since the start.</summary>
internal sealed class RunLines(AppClient app, TextWriter console)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly HashSet<string> Unfinished = new(["queued", "waiting", "running"], StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _printed = new(StringComparer.Ordinal);

    /// <summary>Marks the runs that have already finished as printed.</summary>
    public async Task SkipFinishedAsync(CancellationToken cancel) => await NewlyFinishedAsync(cancel);

    /// <summary>Prints until cancelled.</summary>
    public async Task PrintAsync(CancellationToken cancel)
    {
        await console.WriteLineAsync("Due (UTC)  Schedule          Status        Late    Took      Cost      Tokens  Response");
        string? complaint = null;
        while (true)
        {
            try
            {
                foreach (var run in await NewlyFinishedAsync(cancel))
                    await console.WriteLineAsync(Line(run));
            }
            catch (QuickstartException e)
            {
                if (!string.Equals(complaint, e.Message, StringComparison.Ordinal))
                    await console.WriteLineAsync(e.Message);
                complaint = e.Message;
            }
            catch (Exception e) when (AppClient.IsPassing(e, cancel))
            {
                // The next round tries again.
            }

            await Task.Delay(Pause, cancel);
        }
    }

    /// <summary>Newly finished runs of all agents, oldest first, from the newest 200 runs.</summary>
    private async Task<IReadOnlyList<JsonElement>> NewlyFinishedAsync(CancellationToken cancel)
    {
        var runs = (await app.SendAsync(HttpMethod.Get, "api/runs?limit=200", null, cancel))!.Value.GetProperty("items").EnumerateArray();
        return [.. runs.Where(run => !Unfinished.Contains(Text(run, "status") ?? "") && _printed.Add(Text(run, "runId") ?? "")).OrderBy(run => Text(run, "finishedAt") ?? Text(run, "dueTime"), StringComparer.Ordinal)];
    }

    private static string Line(JsonElement run)
    {
        var due = DateTimeOffset.TryParse(Text(run, "dueTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture) : "";
        var tokens = Number(run, "tokensIn") is { } tokensIn && Number(run, "tokensOut") is { } tokensOut ? string.Create(CultureInfo.InvariantCulture, $"{tokensIn + tokensOut:0}") : "";
        var cost = Number(run, "costUsd") is { } usd ? string.Create(CultureInfo.InvariantCulture, $"${usd:0.0000}") : "";
        var text = (Text(run, "response") ?? Text(run, "summary") ?? Text(run, "error") ?? Text(run, "sentence") ?? Text(run, "reason") ?? "").ReplaceLineEndings(" ");
        return $"{due,-9}  {Cut(Text(run, "scheduleName") ?? Text(run, "trigger") ?? "", 16),-16}  {Text(run, "status"),-9}  {Seconds(run, "lateness"),7}  {Seconds(run, "duration"),7}  {cost,8}  {tokens,10}  {Cut(text, 60)}";
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : $"{text[..(most - 1)]}…";

    private static string Seconds(JsonElement run, string name) =>
        Text(run, name) is { } text ? string.Create(CultureInfo.InvariantCulture, $"{XmlConvert.ToTimeSpan(text).TotalSeconds:0.00} s") : "";

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static decimal? Number(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDecimal() : null;
}
