using System.Net.Security;
using System.Security.Authentication;
using Spotnana.Webhooks.Cli.Certification.Findings;
using Spotnana.Webhooks.Cli.Certification.Sending;

namespace Spotnana.Webhooks.Cli.Certification.Checks;

/// <summary>How the connection is secured: tested by a handshake of its own, and by offers that must be declined.</summary>
internal static class TlsCheck
{
    private static readonly (string Name, byte Minor)[] _oldVersions = [("TLS 1.1", 2), ("TLS 1.0", 1)];

    public static Check Create() => new(
        "tls",
        "TLS is 1.2 or higher, and trusted",
        "A subscription's URL is https, with TLS 1.2 or higher.",
        Sources.Steps,
        AskAsync)
    { NeedsAcceptance = false };

    private static async Task<Finding> AskAsync(ReceiverUnderTest receiver, CancellationToken cancellationToken)
    {
        if (receiver.Url.Scheme != Uri.UriSchemeHttps)
        {
            const string because = "This address is plain http. Spotnana delivers to https only: certify the public address too.";
            return Finding.CannotTell(because) with { Summary = "plain http" };
        }

        var exchanges = new List<Exchange> { await ShakeHandsAsync(receiver.Url, cancellationToken) };
        if (exchanges[0].Verdict is Verdict.Pass)
        {
            foreach (var (name, minor) in _oldVersions)
                exchanges.Add(Judge(name, await OldTlsOffer.IsTakenAsync(receiver.Url, minor, cancellationToken)));
        }

        return Finding.Of(exchanges);
    }

    private static async Task<Exchange> ShakeHandsAsync(Uri url, CancellationToken cancellationToken)
    {
        const string sent = "a TLS handshake";
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(OldTlsOffer.TimeLimit);
        var errors = SslPolicyErrors.None;
        try
        {
            await using var secure = new SslStream(await RawConnection.OpenAsync(url, limited.Token));
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = url.IdnHost,
                RemoteCertificateValidationCallback = (_, _, _, found) =>
                {
                    errors = found;
                    return found is SslPolicyErrors.None;
                },
            };
            await secure.AuthenticateAsClientAsync(options, limited.Token);
            return new Exchange(sent, $"{NameOf(secure)}, a trusted certificate", NameOf(secure), Verdict.Pass);
        }
        catch (AuthenticationException) when (errors is not SslPolicyErrors.None)
        {
            return new Exchange(
                sent, $"a certificate that {Wrong(errors, url)}", "certificate not trusted", Verdict.Fail,
                "Spotnana has no reason to trust it either: no delivery would arrive.");
        }
        catch (AuthenticationException exception)
        {
            return new Exchange(sent, exception.GetBaseException().Message, "no TLS", Verdict.Fail, "There is no secure connection.");
        }
        catch (Exception exception) when (Failure.IsOfConnection(exception, cancellationToken))
        {
            return new Exchange(sent, exception.GetBaseException().Message, "no connection", Verdict.CannotTell, "There is no connection.");
        }
    }

    private static Exchange Judge(string version, bool? isTaken) => isTaken switch
    {
        true =>
            new Exchange(
                $"an offer of {version} at most", "taken", $"{version} taken", Verdict.Fail,
                "Versions below 1.2 are broken, and Spotnana asks for 1.2 or higher."),
        false => new Exchange($"an offer of {version} at most", "declined", $"{version} declined", Verdict.Pass),
        null =>
            new Exchange(
                $"an offer of {version} at most", "no answer", $"{version} unknown", Verdict.CannotTell, "The offer was not answered."),
    };

    private static string NameOf(SslStream secure) => secure.SslProtocol switch
    {
        SslProtocols.Tls12 => "TLS 1.2",
        SslProtocols.Tls13 => "TLS 1.3",
        var other => other.ToString(),
    };

    private static string Wrong(SslPolicyErrors errors, Uri url) => errors switch
    {
        _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => $"is not for {url.Host}",
        _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "is missing",
        _ => "this machine does not trust: expired, self-signed, or without the certificates between it and its root",
    };
}
