using System.Globalization;

namespace AgentSched.Bench;

/// <summary>What came out, as Markdown.</summary>
internal sealed class PeersTable(int schedules)
{
    private readonly List<(IPeer Peer, PeerRound[] Rounds)> _rounds = [];
    private readonly List<(IPeer Peer, PeerKill Kill)> _kills = [];

    public void Add(IPeer peer, PeerRound[] rounds) => _rounds.Add((peer, rounds));

    public void Add(IPeer peer, PeerKill kill) => _kills.Add((peer, kill));

    public void Print(IEnumerable<IPeer> peers)
    {
        foreach (var peer in peers)
        {
            Console.WriteLine($"- {peer.Name}: {peer.Settings}.");
        }

        if (_rounds.Count > 0)
        {
            Console.WriteLine();
            Console.WriteLine("| lateness, seconds | time | p50 | p90 | p99 | max | never called | calls repeated | outcomes stored/s | CPU s: scheduler / store | MiB |");
            Console.WriteLine("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        }

        foreach (var (peer, rounds) in _rounds)
        {
            foreach (var (time, round) in rounds.Zip(["first", "second"], (round, time) => (time, round)))
            {
                Console.WriteLine(Invariant(
                    $"| {peer.Name} | {time} | {FireRound.Percentiles(round.Lateness)} | {round.Lost} | {round.Repeated} | {Or(round.Closed is { } closed ? schedules / closed.TotalSeconds : null, "-")} | {round.Cpu:0.0} / {(round.StoreCpu is { } cpu ? Invariant($"{cpu:0.0}") : "in it")} | {round.PeakBytes >> 20} |"));
            }
        }

        Console.WriteLine();
        Console.WriteLine("| killed in the middle | calls before | never called | called, answer lost | calls repeated | restart to first call, s | restart to last call, s | the store says \"run\" | successes on record |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var (peer, kill) in _kills)
        {
            Console.WriteLine(Invariant(
                $"| {peer.Name} | {kill.Before} | {kill.Lost} | {kill.Unanswered} | {kill.Repeated} | {Or(kill.Back?.TotalSeconds, "-")} | {Or(kill.Through?.TotalSeconds, "-")} | {kill.SaidDone} | {Or(kill.Outcomes, "none kept")} |"));
        }
    }

    private static string Or(double? number, string without) => number is { } n ? Invariant($"{n:0}") : without;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
