using AgentSched.Api.Http;

namespace AgentSched.Api.Schedules;

/// <summary>Reads the zone that applies if a request's text names none. Default UTC.</summary>
internal static class ZoneField
{
    public static string Read(JsonFields fields)
    {
        var zone = fields.Text("zone", max: 100) ?? "UTC";
        if (!fields.Errors.Has("zone") && !(TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId))
        {
            fields.Errors.Add("zone", $"\"{zone}\" is not an IANA time zone such as Europe/Berlin or UTC");
        }

        return zone;
    }
}
