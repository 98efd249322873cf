using AgentSched.Api.Http;
using AgentSched.Model.Access;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Access;

/// <summary>Turns an access decision into an HTTP answer.</summary>
internal static class Refusal
{
    /// <summary>The problem to answer. Null: access is allowed.</summary>
    /// <param name="need">The required access.</param>
    /// <param name="relation">The caller's relation to the thing.</param>
    /// <param name="what">The thing in words, for example <c>schedule "k3v9q2m7x4b8c1d5"</c>.</param>
    /// <param name="owner">The owner that a 403 names. Null: none is named.</param>
    public static IResult? Of(Need need, Relation relation, string what, string? owner) => Decision.Decide(need, relation) switch
    {
        AccessVerdict.Allowed => null,
        AccessVerdict.Unauthorized => Problem.Unauthorized(),
        AccessVerdict.NotFound => Problem.NotFound(what),
        _ when owner is not null => Problem.Forbidden($"{what} belongs to {owner}; only its owner or an admin can do this"),
        _ => Problem.Forbidden(need == Need.Operate ? "only deployment admins can do this" : "only admins can do this"),
    };
}
