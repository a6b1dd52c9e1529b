using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>Checks the listeners' settings at start, so that their errors are reported together with all others.</summary>
internal sealed class ListenersValidator(IConfiguration configuration, IHostEnvironment environment)
    : IValidateOptions<KestrelServerOptions>
{
    public ValidateOptionsResult Validate(string? name, KestrelServerOptions options)
    {
        string[] errors =
        [
            .. EndpointUrls.Errors(configuration),
            .. KnownProxies.Errors(configuration),
            .. Certificates.Errors(configuration, environment),
            .. ManagementReach.Errors(configuration),
        ];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
