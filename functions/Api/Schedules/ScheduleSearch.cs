using System.Globalization;
using System.Text;
using AgentSched.Api.Http;
using AgentSched.Base;
using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Schedules;

/// <summary>Filter and order of a list of schedules.</summary>
/// <param name="Enabled">Only enabled (true) or only disabled ones (false). Null: both.</param>
/// <param name="Tag">Only those with this tag. Null: any.</param>
/// <param name="Text">Only those with this text in name, description or message, case-insensitive. Null: any.</param>
/// <param name="ByDueTime">True: by next due time, those without a next occurrence last. False: by name.</param>
/// <param name="Deleted">Only deleted ones that can still be restored.</param>
internal sealed record ScheduleSearch(bool? Enabled, string? Tag, string? Text, bool ByDueTime, bool Deleted)
{
    /// <summary>Reads <c>?enabled=&amp;tag=&amp;text=&amp;sort=name|nextDueTime&amp;deleted=</c>.</summary>
    public static ScheduleSearch Read(HttpRequest request, FieldErrors errors)
    {
        var sort = request.One("sort") ?? "name";
        if (sort is not ("name" or "nextDueTime"))
        {
            errors.Add("sort", $"\"{sort}\" is not one of name, nextDueTime");
        }

        return new ScheduleSearch(
            Flag(request, "enabled", errors),
            request.One("tag"),
            request.One("text") is { } text ? NormalForm.Of(text) : null,
            sort == "nextDueTime",
            Flag(request, "deleted", errors) ?? false);
    }

    public bool Matches(Schedule schedule) =>
        schedule.DeletedAt is not null == Deleted
        && (Enabled is null || schedule.Enabled == Enabled)
        && (Tag is null || schedule.Tags.Any(tag => ScheduleName.IsSame(tag, Tag)))
        && (Text is null || new[] { schedule.Name, schedule.Description, schedule.Message }.Any(t => t?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true));

    /// <summary>Sort key of a schedule in the list: of a–z, 0–9 and -. Also the continuation of a page that ends with it.</summary>
    public string PlaceOf(Schedule schedule, Occurrence? next) => ByDueTime
        ? string.Create(CultureInfo.InvariantCulture, $"{next?.DueTime.UtcTicks ?? DateTimeOffset.MaxValue.UtcTicks:D19}-{schedule.Agent}-{schedule.Id}")
        : $"{Convert.ToHexStringLower(Encoding.BigEndianUnicode.GetBytes(schedule.Name.ToLowerInvariant()))}-{schedule.Agent}-{schedule.Id}";

    private static bool? Flag(HttpRequest request, string name, FieldErrors errors)
    {
        if (request.One(name) is not { } text)
        {
            return null;
        }

        if (text is "true" or "false")
        {
            return text == "true";
        }

        errors.Add(name, $"\"{text}\" is not true or false");
        return null;
    }
}
