using System.Globalization;

namespace AgentSched.Bench;

/// <summary>An agent of the chaos: whose it is, and its schedules.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Key">Its owner's API key.</param>
/// <param name="Schedules">Ids: often, every minute, every twenty seconds, and the one that only follows others.</param>
internal sealed record ChaosAgent(int Number, string Key, IReadOnlyList<string> Schedules)
{
    public string Name => NameOf(Number);

    /// <summary>Whether it has a limit of its own, which is soon nearly spent.</summary>
    public bool HasLimits => HasLimitsOf(Number);

    public int MaxConcurrent => MaxConcurrentOf(Number);

    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"a{number}");

    public static bool HasLimitsOf(int number) => number % 5 == 4;

    public static int MaxConcurrentOf(int number) => 1 + (number % 4);
}

/// <summary>
/// Makes agents and schedules over HTTP, while all is well: every policy, chains, retries, asynchronous answers, blobs, jitter, limits of
/// agents and of owners. The first word of a message says whose it is.
/// </summary>
internal sealed class ChaosSetup(ChaosClient client, string admin, Uri agentAddress)
{
    /// <summary>The second owner's runs soon cost what they may in a day; the third's stay below it, and are reckoned all the same.</summary>
    public static readonly IReadOnlyList<string> Limited = ["bob", "cyd"];

    private static readonly string[] Owners = ["ann", .. Limited];
    private static readonly string[] Overlaps = ["skip", "bufferOne", "bufferAll", "cancelOther", "allowAll"];
    private static readonly string[] Misfires = ["fireLatest", "fireAll", "skip"];

    /// <summary>What agents are told every minute, and how often their calls are repeated.</summary>
    private static readonly (string Message, int Retries)[] Tasks =
    [
        ("[fail 1 then ok]", 2),
        ("[async 700ms]", 1),
        ("[status 400]", 3),
        ("[response 12000] [log 4000]", 0),
        ("[close]", 1),
        ("[slow 900ms]", 0),
        ("[status 503]", 1),
    ];

    public async Task<IReadOnlyList<ChaosAgent>> MakeAsync(int count, bool withOwnerLimits)
    {
        var keys = new List<string>();
        foreach (var owner in Owners)
        {
            var issued = await client.NeedAsync(HttpMethod.Post, "keys", admin, new { name = owner });
            keys.Add((string)issued["key"]!);
        }

        if (withOwnerLimits)
        {
            await client.NeedAsync(HttpMethod.Put, $"owners/{Limited[0]}/limits", admin, new { dayUsd = 0.05 * count });
            await client.NeedAsync(HttpMethod.Put, $"owners/{Limited[1]}/limits", admin, new { dayUsd = 1000 });
        }

        var followers = await Task.WhenAll(Enumerable.Range(0, count).Select(i => RegisterAsync(i, keys[i % keys.Count])));
        return await Task.WhenAll(Enumerable.Range(0, count).Select(i => ScheduleAsync(i, count, keys[i % keys.Count], followers)));
    }

    /// <returns>The id of the schedule that only follows others.</returns>
    private async Task<string> RegisterAsync(int number, string key)
    {
        var (name, max) = (ChaosAgent.NameOf(number), ChaosAgent.MaxConcurrentOf(number));
        object limits = ChaosAgent.HasLimitsOf(number) ? new { dayUsd = 0.3 } : new { };
        await client.NeedAsync(HttpMethod.Put, $"agents/{name}", key, new { url = agentAddress, maxConcurrent = max, queueDepth = 3 + (number % 3 * 10), timeout = "PT30S", limits });
        return await CreateAsync(number, key, new { name = $"after {name}", cron = "0 0 1 1 *", zone = "UTC", message = $"{Tag(number)} after {{{{previous.status}}}}", overlap = "allowAll", pauseAfterFailures = 0, maxCostUsdPerRun = 0.01 });
    }

    private async Task<ChaosAgent> ScheduleAsync(int i, int count, string key, string[] followers)
    {
        var (name, tag) = (ChaosAgent.NameOf(i), Tag(i));
        var (task, retries) = Tasks[i % Tasks.Length];
        var often = await CreateAsync(i, key, new
        {
            name = $"often {name}",
            every = string.Create(CultureInfo.InvariantCulture, $"PT{5 + (i % 6 * 3)}S"),
            message = string.Create(CultureInfo.InvariantCulture, $"{tag} [slow {40 + (i % 5 * 400)}ms]"),
            overlap = Overlaps[i % Overlaps.Length],
            misfire = Misfires[i % Misfires.Length],
            catchUpWindow = i % 4 == 0 ? "PT10S" : "PT2M",
            pauseAfterFailures = 0,
            maxCostUsdPerRun = 0.01,
        });
        var minutely = await CreateAsync(i, key, new
        {
            name = $"every minute {name}",
            cron = "* * * * *",
            zone = "UTC",
            jitter = i % 2 == 0 ? "PT20S" : null,
            message = $"{tag} {task}",
            retries,
            timeout = "PT15S",
            overlap = Overlaps[(i + 2) % Overlaps.Length],
            misfire = Misfires[(i + 1) % Misfires.Length],
            pauseAfterFailures = 0,
            maxCostUsdPerRun = 0.01,
        });
        var next = i + Owners.Length < count ? i + Owners.Length : i % Owners.Length; // an agent of the same owner
        var chain = i % 3 == 0 ? "succeeded" : "finished";
        var chained = await CreateAsync(i, key, new
        {
            name = $"followed {name}",
            cron = "*/20 * * * * *",
            zone = "Europe/Berlin",
            message = i % 4 == 3 ? $"{tag} [status 500]" : $"{tag} goes on",
            retries = 0,
            overlap = Overlaps[(i + 1) % Overlaps.Length],
            misfire = Misfires[(i + 2) % Misfires.Length],
            pauseAfterFailures = 0,
            maxCostUsdPerRun = 0.01,
            chain = new[] { new { on = chain, agent = ChaosAgent.NameOf(next), schedule = followers[next] } },
        });
        return new ChaosAgent(i, key, [often, minutely, chained, followers[i]]);
    }

    /// <remarks>Under a key: a busy machine may answer so late that the client asks again.</remarks>
    private async Task<string> CreateAsync(int agent, string key, object schedule) =>
        (string)(await client.NeedAsync(HttpMethod.Post, $"agents/{ChaosAgent.NameOf(agent)}/schedules", key, schedule, Guid.NewGuid().ToString("N")))["id"]!;

    private static string Tag(int agent) => $"[{ChaosAgent.NameOf(agent)}]";
}
