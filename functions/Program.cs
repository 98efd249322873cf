Console.WriteLine("starting soon");
