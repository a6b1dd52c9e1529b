using Spotnana.Webhooks.Cli.Secrets;

namespace Spotnana.Webhooks.Cli.Http;

/// <summary>The meaning of a status other than 200, and what to do.</summary>
internal static class StatusMeaning
{
    /// <param name="status">The status.</param>
    /// <param name="url">Where it came from.</param>
    /// <param name="secretOrigin">Where the secret that signed came from.</param>
    public static string Of(int status, Uri url, string secretOrigin) => status switch
    {
        401 =>
            $"401: the receiver did not accept the signature made with {secretOrigin},\n"
            + "or a header that it requires is missing. Its log has the reason.\n"
            + $"Give its subscription's secret by {SecretChoice.Option} or in {SecretChoice.Variable}.",
        404 => $"404: nothing is received at {url.AbsolutePath}. The path is a setting of the subscription.",
        400 => "400: the receiver does not accept this API-Version.\nThe setting is ApiVersions of the subscription.",
        413 => "413: the body is over the receiver's Intake:MaxBodyBytes.",
        503 => "503: the receiver cannot store deliveries now. Its log has the reason.",
        _ => $"{status}: for Spotnana everything but 200 is a failure.",
    };
}
