using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace Spotnana.Webhooks.Intake;

/// <summary>
/// Problem details as RFC 9457 has them, for a status code that says it all. ASP.NET Core's own carry a new trace id each time, and the
/// body of a 401 must always be the same.
/// </summary>
/// <param name="Type">Always <c>about:blank</c>: then the title is the status code's own.</param>
/// <param name="Title">The reason phrase of the status code.</param>
/// <param name="Status">The status code.</param>
/// <param name="Detail">What the sender can do about it. Null: absent.</param>
internal sealed record Problem(string Type, string Title, int Status, string? Detail)
{
    public static Problem Of(HttpStatusCode statusCode, string? detail) =>
        new("about:blank", ReasonPhrases.GetReasonPhrase((int)statusCode), (int)statusCode, detail);
}
