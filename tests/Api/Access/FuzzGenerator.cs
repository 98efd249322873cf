using System.Text;
using System.Text.RegularExpressions;
using AgentSched.Tests.Support;
using Microsoft.Azure.Functions.Worker;

namespace AgentSched.Tests.Api.Access;

/// <summary>Makes requests to the app's functions: of the same seed always the same.</summary>
/// <param name="seed">The seed.</param>
/// <param name="functions">The functions and their routes.</param>
/// <param name="things">Route values that name things which are there, by the name in the route.</param>
internal sealed partial class FuzzGenerator(int seed, IReadOnlyList<(string Name, HttpTriggerAttribute Trigger)> functions, IReadOnlyDictionary<string, string[]> things)
{
    /// <summary>
    /// Bodies that would be accepted, for functions that want one; those of generated requests begin with them. What must be wrong with a request
    /// to another function is in its path: it names something that is not there.
    /// </summary>
    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["RegisterAgent"] = "\"name\":\"{n}\",\"url\":\"http://127.0.0.1:9/\"",
        ["PutAgent"] = "\"url\":\"http://127.0.0.1:9/\"",
        ["CreateSchedule"] = "\"name\":\"{n}\",\"cron\":\"0 9 * * *\",\"zone\":\"UTC\",\"message\":\"hi\"",
        ["ReplaceSchedule"] = "\"name\":\"nightly\",\"cron\":\"0 9 * * *\",\"zone\":\"UTC\",\"message\":\"hi\"",
        ["ScheduleRun"] = "\"name\":\"{n}\",\"cron\":\"0 9 * * *\",\"zone\":\"UTC\"",
        ["PauseSchedule"] = "\"until\":\"2026-02-01T00:00:00Z\"",
        ["BackfillSchedule"] = "\"from\":\"2026-01-03T00:00:00Z\",\"to\":\"2026-01-04T00:00:00Z\",\"dryRun\":true",
        ["RunAgent"] = "\"message\":\"hi\"",
        ["ChatWithAgent"] = "\"message\":\"hi\"",
        ["RunCommand"] = "\"text\":\"@alice say hi every day at noon\"",
        ["ParseEnglish"] = "\"text\":\"every day at noon\"",
        ["ChangeManySchedules"] = "\"action\":\"enable\",\"tag\":\"x\"",
        ["IssueKey"] = "\"name\":\"zed\"",
        ["PatchAgent"] = "\"maxConcurrent\":32",
        ["ChangeSchedule"] = "\"description\":\"d\"",
        ["DiffSchedule"] = "\"cron\":\"0 8 * * *\"",
        ["ImportSchedules"] = "",
        ["SetOwnerLimits"] = "\"monthUsd\":1000",
    };

    private readonly Random _random = new(seed);

    /// <summary>The next request.</summary>
    /// <param name="refusable">True: one that must be refused, or only reads. False: any.</param>
    public FuzzRequest Next(bool refusable)
    {
        var (name, trigger) = Pick(functions);
        var method = trigger.Methods is [var only, ..] ? only.ToUpperInvariant() : "POST";
        var reads = method == "GET";
        var badKey = Chance(refusable ? 0.1 : 0.05);
        var lost = refusable && !reads && !Bodies.ContainsKey(name);
        var headers = Headers(badKey);
        var body = reads && !Chance(0.05) ? null : Body(name, spoilt: refusable || Chance(0.3));
        if (!refusable && Chance(0.03))
        {
            method = Pick((string[])["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get"]);
        }

        return new FuzzRequest(method, $"/api/{Path(trigger.Route ?? name, lost, refusable)}{(Chance(reads ? 0.7 : 0.2) ? Query(refusable) : string.Empty)}", headers, body, Pick(FuzzPools.ContentTypes));
    }

    private string Path(string route, bool lost, bool refusable)
    {
        var path = Value().Replace(route, match =>
            things.TryGetValue(match.Groups["name"].Value, out var known) && !lost && Chance(0.85) ? Pick(known) : !lost && Chance(0.03) ? new string('a', _random.Next(1000, 5000)) : lost ? Lost() : Pick(refusable ? FuzzPools.Segments : FuzzPools.AllSegments));
        return !refusable && Chance(0.04) ? path.Replace("/", Pick((string[])["//", "/./", "%2f", "\\", "/../agents/"]), StringComparison.Ordinal) : path;
    }

    /// <summary>What no request can have made: another name each time, or one that nothing may have.</summary>
    private string Lost() => Chance(0.5) ? $"lost{_random.Next()}" : Pick(FuzzPools.ImpossibleSegments);

    private string Query(bool refusable) => "?" + string.Join('&', Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Pick(FuzzPools.Queries))
        .Where(name => !(refusable && name == "dryRun"))
        .Select(name => Chance(0.05) ? name : $"{name}={(Chance(0.02) ? new string('x', 3000) : Pick(FuzzPools.QueryValues))}"));

    private List<(string Name, string Value)> Headers(bool badKey)
    {
        var headers = new List<(string, string)>();
        if (!badKey)
        {
            headers.Add(Chance(0.8) ? ("Authorization", $"Bearer {TestApp.AdminKey}") : ("X-Api-Key", TestApp.AdminKey));
        }
        else if (Pick(FuzzPools.BadKeys) is { } bad)
        {
            headers.Add(Chance(0.7) ? ("Authorization", bad) : ("X-Api-Key", bad));
        }

        while (Chance(0.35))
        {
            var (name, values) = Pick(FuzzPools.Headers);
            headers.Add((name, Chance(0.05) ? new string('h', _random.Next(200, 4000)) : Pick(values)));
        }

        return headers;
    }

    private byte[]? Body(string function, bool spoilt)
    {
        var number = $"n{_random.Next(1_000_000)}";
        var fields = Bodies.TryGetValue(function, out var valid) ? valid.Replace("{n}", number, StringComparison.Ordinal) : string.Empty;
        if (!spoilt)
        {
            var some = string.Concat(Enumerable.Range(0, _random.Next(0, 4)).Select(_ => $",\"{Pick(FuzzPools.Fields)}\":{Pick(FuzzPools.Values)}"));
            return Encoding.UTF8.GetBytes(function == "ImportSchedules" ? $"[{{\"agent\":\"alice\",{Bodies["CreateSchedule"].Replace("{n}", number, StringComparison.Ordinal)}{some}}}]" : $"{{{(fields.Length == 0 ? some.TrimStart(',') : fields + some)}}}");
        }

        var field = $"\"{Pick(FuzzPools.Fields)}\":{Json(_random.Next(1, 6))}";
        var text = _random.Next(14) switch
        {
            0 => Chance(0.5) ? "nonsense" : "{",
            1 => Pick(FuzzPools.Values) is var value && value[0] == '{' ? $"[{value}" : value,
            2 => new string('[', _random.Next(30, 5000)),
            3 => $"{{\"zz\":{string.Concat(Enumerable.Repeat("{\"a\":", 40))}1{new string('}', 41)}", // deeper than is read
            4 => $"{{{field},\"zz_unknown\":{Pick(FuzzPools.Values)}}}",
            5 => $"{{{(fields.Length > 0 ? fields + "," : string.Empty)}\"zz_unknown\":{Json(3)}}}",
            6 => $"{{\"zz\":1,\"zz\":2{(fields.Length > 0 ? "," + fields : string.Empty)}}}",
            7 => $"{{{fields}{(fields.Length > 0 ? "," : string.Empty)}\"\\ud800\":1}}",
            8 => $"{{{field},{field},\"zz_unknown\":1}}",
            9 => $"{{{fields}",
            10 => $"{{\"zz_unknown\":\"{new string('x', Chance(0.1) ? 1_100_000 : 40_000)}\"}}",
            11 => $"{{{(fields.Length > 0 ? fields + "," : string.Empty)}\"zz\":1}} trailing",
            12 => $"{{\"zz\":{string.Concat(Enumerable.Repeat("9", 2000))}}}",
            _ => $"{{{(fields.Length > 0 ? fields + "," : string.Empty)}{field},\"zz_unknown\":{Json(2)}}}",
        };
        return _random.Next(20) switch
        {
            0 => Encoding.Unicode.GetBytes(text),
            1 => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
            2 => [.. Encoding.UTF8.GetBytes(text).Select(b => Chance(0.05) ? (byte)_random.Next(128, 256) : b), (byte)'"'],
            _ => Encoding.UTF8.GetBytes(text),
        };
    }

    private string Json(int depth) => depth == 0 || Chance(0.4)
        ? Chance(0.03) ? $"\"{new string('é', _random.Next(500, 40_000))}\"" : Pick(FuzzPools.Values)
        : Chance(0.5)
            ? $"[{string.Join(',', Enumerable.Range(0, _random.Next(0, 5)).Select(_ => Json(depth - 1)))}]"
            : $"{{{string.Join(',', Enumerable.Range(0, _random.Next(0, 4)).Select(_ => $"\"{Pick(FuzzPools.Fields)}\":{Json(depth - 1)}"))}}}";

    private bool Chance(double of) => _random.NextDouble() < of;

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    [GeneratedRegex(@"\{(?<name>\w+)[^}]*\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Value();
}
