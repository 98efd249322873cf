using System.Globalization;
using AgentSched.Api.Access;
using AgentSched.Api.Schedules;
using AgentSched.Base;
using AgentSched.Model.Access;
using AgentSched.Model.Schedules;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Year;

/// <summary>Makes schedules and changes them, as callers do: now and then, in bursts, and often close to the moment when one is due.</summary>
internal sealed class Edits(World world, Machines machines)
{
    private const string Tenant = AgentSchedOptions.DefaultTenant;
    private const int SchedulesPerOwner = 40;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    private readonly SpecMaker _specs = new(world.Random, world.Options.Start, world.Options.End);
    private int _number;

    public void PlanCreates()
    {
        for (var i = 0; i < world.Options.Schedules; i++)
        {
            var id = string.Concat(Enumerable.Range(0, 16).Select(_ => Alphabet[world.Random.Next(Alphabet.Length)]));
            var agent = AgentName(world.Random.Next(world.Options.Agents));
            var at = world.Options.Start + (world.Once(3) ? world.UpTo(world.Options.Days * 86_400 * 0.8) : world.UpTo(86_400));
            Create(id, agent, OwnerName(OwnerOf(i)), at);
        }
    }

    public static string AgentName(int number) => string.Create(CultureInfo.InvariantCulture, $"agent{number}");

    public static string OwnerName(int number) => string.Create(CultureInfo.InvariantCulture, $"owner{number}");

    /// <summary>Whose the schedule of that number is.</summary>
    public static int OwnerOf(int schedule) => schedule / SchedulesPerOwner;

    private void Create(string id, string agent, string owner, DateTimeOffset at) => machines.At(
        at,
        async process =>
        {
            var now = process.Clock.GetUtcNow();
            var made = Policies(new Definition(_specs.Make(now)));
            var schedule = new Schedule
            {
                Id = id,
                Tenant = Tenant,
                Agent = agent,
                Owner = owner,
                Name = $"schedule {id}",
                Description = Note(made),
                Spec = made.Spec.Parsed,
                Message = "go on",
                CreatedAt = now,
                UpdatedAt = now,
            };
            await process.Editor.CreateAsync(made.ApplyTo(schedule), now, CancellationToken.None);
        },
        done =>
        {
            if (done)
            {
                PlanNext(id, agent, owner);
            }
            else
            {
                Create(id, agent, owner, world.Clock.Now + world.UpTo(200));
            }
        });

    private void PlanNext(string id, string agent, string owner)
    {
        var at = world.Clock.Now + (world.Once(3) ? world.UpTo(150) : world.About(world.Options.BetweenEdits));
        var history = world.Audit.Schedules[id];
        var definition = history.Versions[^1].Definition;
        if (world.Once(2) && definition.Fires && at < world.Options.End)
        {
            // Just before an occurrence, when it may be claimed already, or just after.
            foreach (var nominal in definition.Spec.Occurrences(at, at.AddDays(3)).Take(1))
            {
                var close = definition.Spec.DueTime(id, nominal).AddSeconds(world.Random.Next(-90, 10));
                at = close > world.Clock.Now ? close : at;
            }
        }

        if (at < world.Options.End)
        {
            machines.At(at, process => EditAsync(process, history, owner), _ => PlanNext(id, agent, owner));
        }
    }

    private Task EditAsync(Process process, History history, string owner)
    {
        var request = new DefaultHttpContext().Request;
        new Caller(Tenant, owner, Role.User).Enter(request.HttpContext);
        return process.Editor.ChangeAsync(request, history.Agent, history.Id, Change, CancellationToken.None, deleted: history.Versions[^1].Definition.Deleted);
    }

    private Edit Change(EditableSchedule found, DateTimeOffset now)
    {
        var before = world.Audit.Intents[found.Schedule.Description!] with { Enabled = found.Schedule.Enabled, PausedUntil = found.Schedule.PausedUntil };
        var after = Change(before, now);
        var changed = after.ApplyTo(found.Schedule) with
        {
            Description = Note(after),
            Name = world.Once(10) ? $"name {world.Random.Next(world.Options.Schedules * 4)}" : found.Schedule.Name,
            DeletedAt = !after.Deleted ? null : DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()),
            FailuresInARow = after.Enabled && !before.Enabled ? 0 : found.Schedule.FailuresInARow,
            UpdatedAt = now,
            Version = found.Schedule.Version + 1,
        };
        return new Edit(changed);
    }

    private Definition Change(Definition before, DateTimeOffset now)
    {
        if (before.Deleted)
        {
            return before with { Deleted = false };
        }

        if (!before.Enabled)
        {
            return world.Random.Next(10) switch
            {
                < 7 => before with { Enabled = true, PausedUntil = null },
                7 => before with { Spec = _specs.Make(now) },
                8 => before with { Spec = _specs.Make(now), Enabled = true, PausedUntil = null },
                _ => before with { Deleted = true },
            };
        }

        return world.Random.Next(20) switch
        {
            < 5 => before with { Enabled = false, PausedUntil = null },
            < 7 => before with { PausedUntil = DateTimeOffset.FromUnixTimeSeconds((now + world.About(TimeSpan.FromHours(world.Once(2) ? 0.01 : 20))).ToUnixTimeSeconds() + 1) },
            < 8 => before with { PausedUntil = null },
            < 12 => before with { Spec = _specs.Make(now) },
            < 16 => Policies(before),
            < 18 => before,
            _ => before with { Deleted = true },
        };
    }

    private Definition Policies(Definition definition) => definition with
    {
        Misfire = (MisfirePolicy)world.Random.Next(3),
        Window = world.Random.Next(4) switch
        {
            0 => TimeSpan.FromSeconds(world.Random.Next(10, 600)),
            1 => TimeSpan.FromMinutes(world.Random.Next(10, 3000)),
            2 => TimeSpan.FromDays(world.Random.Next(1, 20)),
            _ => null,
        },
        Overlap = (OverlapPolicy)world.Random.Next(5),
        PauseAfterFailures = world.Once(3) ? world.Random.Next(0, 6) : SchedulePolicies.DefaultPauseAfterFailures,
    };

    /// <summary>Writes down what an edit wants, and leaves a word in the schedule by which it is found.</summary>
    private string Note(Definition wanted)
    {
        var note = string.Create(CultureInfo.InvariantCulture, $"edit {++_number}");
        world.Audit.Intents.Add(note, wanted);
        return note;
    }
}
