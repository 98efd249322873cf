using AgentSched.Api.Http;
using AgentSched.Time.Specs;

namespace AgentSched.Api.Schedules;

/// <summary>Reads the zone that applies if a request's text names none. Default UTC.</summary>
internal static class ZoneField
{
    /// <param name="fields">The request.</param>
    /// <param name="isGiven">Whether the request has the field.</param>
    public static string Read(JsonFields fields, out bool isGiven)
    {
        var given = fields.Text("zone", max: 100);
        isGiven = given is not null;
        var zone = given ?? "UTC";
        if (ZoneNames.TryFind(zone, out var canonical, out _))
        {
            return canonical;
        }

        if (!fields.Errors.Has("zone"))
        {
            fields.Errors.Add("zone", $"\"{zone}\" is not an IANA time zone such as Europe/Berlin or UTC");
        }

        return zone;
    }

    /// <summary>Which zone was taken and why, for the answer.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="isNamed">Whether the text names it.</param>
    /// <param name="isGiven">Whether the request has the field.</param>
    public static string Reason(string? zone, bool isNamed, bool isGiven) =>
        isNamed ? $"{zone}, which the text names" : isGiven ? $"{zone}, from the field zone" : $"{zone}, because neither the text nor the field zone names one";

    /// <summary>The same for a reading that was sent back.</summary>
    public static string? Chosen(ScheduleSpec? spec) => spec is null ? null : $"{spec.Text.Zone ?? "UTC"}, from the reading";
}
