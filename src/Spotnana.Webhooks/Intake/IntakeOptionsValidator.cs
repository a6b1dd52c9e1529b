using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Intake;

internal sealed class IntakeOptionsValidator(IOptions<InboxOptions> inbox) : IValidateOptions<IntakeOptions>
{
    public ValidateOptionsResult Validate(string? name, IntakeOptions options)
    {
        var settings = new SettingsErrors();
        settings.Between("Intake:MaxBodyBytes", options.MaxBodyBytes, 1024, 1 << 30);
        if (options.MaxBufferedBytes != 0)
            settings.Between("Intake:MaxBufferedBytes", options.MaxBufferedBytes, 2L * options.MaxBodyBytes, 1L << 40);
        settings.Between("Intake:QueueCapacity", options.QueueCapacity, 1, 1_000_000);
        settings.Between("Intake:AckTimeout", options.AckTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(35));
        settings.Between("Intake:FutureTolerance", options.FutureTolerance, TimeSpan.Zero, TimeSpan.FromDays(1));
        settings.Between("Intake:DrainDelay", options.DrainDelay, TimeSpan.Zero, TimeSpan.FromSeconds(15));

        var ids = inbox.Value.Retention.Ids;
        if (options.TimestampTolerance <= ids)
        {
            settings.Between("Intake:TimestampTolerance", options.TimestampTolerance, TimeSpan.FromSeconds(10), TimeSpan.FromDays(365));
        }
        else
        {
            settings.Refuse("Intake:TimestampTolerance", $"is {options.TimestampTolerance:c}, longer than Inbox:Retention:Ids ({ids:c}): "
                + "a replayed delivery could be handled again. Shorten it or keep ids longer.");
        }

        return settings.Result();
    }
}
