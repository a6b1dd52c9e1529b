namespace Spotnana.Webhooks.Cli.Simulation.Stories;

/// <summary>The travel agency's fee for a booking.</summary>
internal static class ServiceCharge
{
    private const string Sample = "service-charge.service-fee";

    /// <summary>Tells of the fee that the booking names, as it stands in one of its samples.</summary>
    public static void Tell(Story story, Booking booking, string sampleOfBooking)
    {
        var version = booking.State!.Version;
        story.Tell(Sample, $"charge/{booking.Names[ChargeIn(sampleOfBooking)]}", payload =>
        {
            var told = SampleText.Of(sampleOfBooking).With(booking.Names).Part("payload");
            var fee = told.Parts("serviceFees").First();
            payload["chargeId"] = fee.Text("chargeId");
            var charge = payload.Part("charge");
            charge["amount"] = fee.Part("fare").Part("base").Copy();
            charge["totalAmount"] = fee.Part("fare").Part("base").Copy();
            charge["feeInfo"] = fee.Part("feeInfo").Copy();
            var details = payload.Part("bookingDetails");
            details["pnrId"] = booking.Id;
            details["pnrVersion"] = version;
            details["source"] = told.Part("sourceInfo").Text("bookingSource");
            details["sourcePnrId"] = told.Part("sourceInfo").Text("sourcePnrId");
        });
    }

    private static string ChargeIn(string sampleOfBooking) => sampleOfBooking[sampleOfBooking.LastIndexOf('.')..] switch
    {
        ".air" => "5728e2e0-c65e-5ee5-8a0a-6b5302fa2a4a",
        ".hotel" => "1e339f59-f003-5bb4-ab28-690fe893775a",
        ".car" => "23d2a5d5-88a9-580b-a481-1a662b931431",
        _ => "0a782091-f194-547a-bc9f-cbba5c73997b",
    };
}
