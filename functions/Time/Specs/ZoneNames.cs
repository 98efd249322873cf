using System.Diagnostics.CodeAnalysis;

namespace AgentSched.Time.Specs;

/// <summary>
/// Finds time zones by name: every name of the tz database, links included, in any case. The result depends on the name and on the zone data only:
/// the system's own lookup finds a name in any case once its zone is in the process's cache, and only as written before that.
/// </summary>
internal static class ZoneNames
{
    private const string NewerNames = "tzdata.zi";

    private static readonly Lazy<IReadOnlyDictionary<string, string[]>> Known = new(Read);

    /// <summary>Finds a zone.</summary>
    /// <param name="name">A name in any case. <c>posix/…</c> and <c>right/…</c> are folders of the data and no names.</param>
    /// <param name="canonical">The name as the tz database spells it. A link stays a link.</param>
    /// <param name="zone">The zone's rules.</param>
    /// <returns>False: there is no such name, or the machine's data are older than it.</returns>
    public static bool TryFind(string name, [NotNullWhen(true)] out string? canonical, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        (canonical, zone) = (null, null);
        if (!Known.Value.TryGetValue(name, out var names))
        {
            return false;
        }

        // Older data lack names that were added later, and some distributions leave out links; another name of the same zone has the same rules.
        canonical = Array.Find(names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase))!;
        foreach (var other in names.Prepend(canonical))
        {
            if (TimeZoneInfo.TryFindSystemTimeZoneById(other, out zone))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a name is in the tz database, though perhaps not in the machine's data.</summary>
    public static bool IsKnown(string name) => Known.Value.ContainsKey(name);

    /// <summary>The rules of a zone whose name was validated.</summary>
    /// <exception cref="FormatException">There is no such zone.</exception>
    public static TimeZoneInfo Get(string name) => TryFind(name, out _, out var zone) ? zone : throw new FormatException($"\"{name}\" is not a time zone");

    /// <summary>All names of each zone, by each of them.</summary>
    private static Dictionary<string, string[]> Read()
    {
        var names = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        using (var lines = new StreamReader(typeof(ZoneNames).Assembly.GetManifestResourceStream("time/zones.txt")!))
        {
            while (lines.ReadLine() is { } line)
            {
                var group = line.StartsWith('#') ? [] : line.Split(' ');
                foreach (var name in group)
                {
                    names[name] = group;
                }
            }
        }

        foreach (var name in NamesOf(Path.Combine(ZoneData.Folder, NewerNames)))
        {
            names.TryAdd(name, [name]);
        }

        return names;
    }

    /// <summary>Names in the machine's data, which may be newer than the list of this release: <c>Z name …</c> and <c>L zone name</c>.</summary>
    private static IEnumerable<string> NamesOf(string path)
    {
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            if (line.Split(' ') switch { ["Z", var zone, ..] => zone, ["L", _, var link] => link, _ => null } is { } name)
            {
                yield return name;
            }
        }
    }
}
