using AgentSched.Model.Schedules;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Schedules;

/// <summary>Result of an edit: the changed schedule, or the problem to answer. Neither: there is nothing to change.</summary>
internal readonly record struct Edit(Schedule? Changed, IResult? Problem = null);
