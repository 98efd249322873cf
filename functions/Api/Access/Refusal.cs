using AgentSched.Api.Http;
using AgentSched.Model.Access;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Access;

/// <summary>The decision about access as an answer.</summary>
internal static class Refusal
{
    /// <summary>What to answer where the verdict is not to go on; null: go on.</summary>
    /// <param name="need">What is needed.</param>
    /// <param name="relation">What the caller is to the thing.</param>
    /// <param name="what">The thing in words, for example <c>schedule "k3v9q2m7x4b8c1d5"</c>.</param>
    /// <param name="owner">Whose it is. Null: there is no thing.</param>
    public static IResult? Of(Need need, Relation relation, string what, string? owner) => Decision.Decide(need, relation) switch
    {
        AccessVerdict.Allowed => null,
        AccessVerdict.Unauthorized => Problem.Unauthorized(),
        AccessVerdict.NotFound => Problem.NotFound(what),
        _ when owner is not null => Problem.Forbidden($"{what} belongs to {owner}; only its owner or an admin does that"),
        _ => Problem.Forbidden(need == Need.Operate ? "only admins of the deployment do that" : "only admins do that"),
    };
}
